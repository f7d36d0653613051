/// A segment of a clip's timeline and its emotion.
public struct EmotionSegment: Equatable, Sendable {
  /// Start of the segment, in seconds from the clip's start.
  public var startSeconds: Double
  /// End of the segment, in seconds from the clip's start.
  public var endSeconds: Double
  /// `nil` if the segment has neither speech nor a face or, for one channel of several, no speech. What is derived from
  /// the emotion is then `nil` too.
  public var emotion: EmotionVerdict?
  /// The probability of the most probable label, 0…1.
  public var confidence: Double?
  public var probabilities: Probabilities?
  /// −1 (unpleasant) to 1 (pleasant), derived from the probabilities.
  public var valence: Double?
  /// −1 (calm) to 1 (excited), derived from the probabilities.
  public var arousal: Double?
  /// Fraction of the segment that is speech, 0…1; `nil` without sound.
  public var speechRatio: Double?
  /// The voice's weight in the emotion, 0…1.
  public var voiceWeight: Double?
  /// What is said in it; `nil` unless the segments were given by a transcript.
  public var text: String?

  public init(
    startSeconds: Double,
    endSeconds: Double,
    emotion: EmotionVerdict?,
    confidence: Double?,
    probabilities: Probabilities?,
    valence: Double? = nil,
    arousal: Double? = nil,
    speechRatio: Double? = nil,
    voiceWeight: Double? = nil,
    text: String? = nil
  ) {
    self.startSeconds = startSeconds
    self.endSeconds = endSeconds
    self.emotion = emotion
    self.confidence = confidence
    self.probabilities = probabilities
    self.valence = valence
    self.arousal = arousal
    self.speechRatio = speechRatio
    self.voiceWeight = voiceWeight
    self.text = text
  }
}

extension EmotionSegment: Codable {
  private enum CodingKeys: String, CodingKey {
    case startSeconds = "start_s"
    case endSeconds = "end_s"
    case emotion, confidence, probabilities, valence, arousal
    case speechRatio = "speech_ratio"
    case voiceWeight = "weight_voice"
    case text
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(startSeconds, places: 3, forKey: .startSeconds)
    try container.encode(endSeconds, places: 3, forKey: .endSeconds)
    try container.encodeOrNull(emotion, forKey: .emotion)
    try container.encodeOrNull(confidence, places: 4, forKey: .confidence)
    try container.encodeOrNull(probabilities, forKey: .probabilities)
    try container.encodeOrNull(valence, places: 4, forKey: .valence)
    try container.encodeOrNull(arousal, places: 4, forKey: .arousal)
    try container.encodeOrNull(speechRatio, places: 4, forKey: .speechRatio)
    try container.encodeOrNull(voiceWeight, places: 4, forKey: .voiceWeight)
    try container.encodeIfPresent(text, forKey: .text)
  }
}

/// One face of a clip, if all faces were requested.
public struct FaceRecord: Equatable, Sendable {
  /// A face's bounding box in the displayed video (rotation applied), in pixels from the upper left corner.
  public struct Box: Equatable, Sendable {
    public var x: Double
    public var y: Double
    public var width: Double
    public var height: Double

    public init(x: Double, y: Double, width: Double, height: Double) {
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }
  }

  /// A number that stays the same for one person throughout the clip.
  public var id: Int
  public var box: Box
  /// Fraction of the sampled frames in which the face was detected or confirmed, 0…1.
  public var coverage: Double
  public var emotion: EmotionVerdict
  /// The probability of the most probable label, 0…1.
  public var confidence: Double
  public var probabilities: Probabilities

  public init(
    id: Int,
    box: Box,
    coverage: Double,
    emotion: EmotionVerdict,
    confidence: Double,
    probabilities: Probabilities
  ) {
    self.id = id
    self.box = box
    self.coverage = coverage
    self.emotion = emotion
    self.confidence = confidence
    self.probabilities = probabilities
  }
}

extension FaceRecord: Codable {
  private enum CodingKeys: String, CodingKey {
    case id, box, coverage, emotion, confidence, probabilities
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(box, forKey: .box)
    try container.encode(coverage, places: 4, forKey: .coverage)
    try container.encode(emotion, forKey: .emotion)
    try container.encode(confidence, places: 4, forKey: .confidence)
    try container.encode(probabilities, forKey: .probabilities)
  }
}

extension FaceRecord.Box: Codable {
  private enum CodingKeys: String, CodingKey {
    case x, y
    case width = "w"
    case height = "h"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(x, places: 1, forKey: .x)
    try container.encode(y, places: 1, forKey: .y)
    try container.encode(width, places: 1, forKey: .width)
    try container.encode(height, places: 1, forKey: .height)
  }
}
