import Emotion
import Formats

/// The analysis of a clip: the emotion of voice and face together.
public struct ClipAnalysis: Equatable, Sendable {
  /// The audio channel analysed, counted from 1; `nil` for the mix of all channels.
  public var channel: Int?
  /// The clip's speaker, if known.
  public var speaker: String?
  /// The speaker's baseline that the clip was scored against, if any.
  public var baseline: RecordedBaseline?
  public var emotion: EmotionVerdict
  /// The probability of the most probable label, 0…1.
  public var confidence: Double
  public var probabilities: Probabilities
  /// −1 (unpleasant) to 1 (pleasant), derived from the probabilities.
  public var valence: Double
  /// −1 (calm) to 1 (excited), derived from the probabilities.
  public var arousal: Double
  /// 1 − Jensen–Shannon divergence (base 2) of the predictions of voice and face alone, 0…1; `nil` with one stream.
  public var agreement: Double?
  /// The duration of the analysed part in seconds; 0 for a still image.
  public var durationSeconds: Double
  /// The result of each stream alone; only streams present.
  public var streams: ByModality<StreamReport>
  /// The alignment of voice and face; `nil` unless both are present.
  public var alignment: StreamAlignment?
  /// The emotion over time, if a timeline was requested.
  public var segments: [EmotionSegment]?
  /// How the judged time divides among the labels; `nil` for a short clip, and if nothing was judged.
  public var timeShare: EmotionShares?
  /// The judged seconds that `timeShare` divides.
  public var judgedSeconds: Double?
  /// Every face of the clip, if all faces were requested.
  public var faces: [FaceRecord]?
  /// Conditions that make the result less reliable, such as `backlit`; usually empty.
  public var warnings: [RecordWarning]
  /// Name and version of the fusion model.
  public var model: String
  public var timing: StageTiming
  /// The options that change the result and are not default, as one string.
  public var options: String?

  public init(
    channel: Int? = nil,
    speaker: String? = nil,
    baseline: RecordedBaseline? = nil,
    emotion: EmotionVerdict,
    confidence: Double,
    probabilities: Probabilities,
    valence: Double,
    arousal: Double,
    agreement: Double? = nil,
    durationSeconds: Double,
    streams: ByModality<StreamReport> = [:],
    alignment: StreamAlignment? = nil,
    segments: [EmotionSegment]? = nil,
    timeShare: EmotionShares? = nil,
    judgedSeconds: Double? = nil,
    faces: [FaceRecord]? = nil,
    warnings: [RecordWarning] = [],
    model: String,
    timing: StageTiming,
    options: String? = nil
  ) {
    self.channel = channel
    self.speaker = speaker
    self.baseline = baseline
    self.emotion = emotion
    self.confidence = confidence
    self.probabilities = probabilities
    self.valence = valence
    self.arousal = arousal
    self.agreement = agreement
    self.durationSeconds = durationSeconds
    self.streams = streams
    self.alignment = alignment
    self.segments = segments
    self.timeShare = timeShare
    self.judgedSeconds = judgedSeconds
    self.faces = faces
    self.warnings = warnings
    self.model = model
    self.timing = timing
    self.options = options
  }
}

extension ClipAnalysis {
  /// The longest duration of a short clip, in seconds. A longer one also says how its time divides among the labels.
  public static let maxShortSeconds = 8.0

  /// Whether a clip of this duration, as the record gives it, is long.
  public static func isLong(durationSeconds: Double) -> Bool {
    durationSeconds.rounded(places: 3) > maxShortSeconds
  }

  /// `nil` without speech.
  public var voice: StreamReport? {
    get { streams[.voice] }
    set { streams[.voice] = newValue }
  }

  /// `nil` if no face was seen.
  public var face: StreamReport? {
    get { streams[.face] }
    set { streams[.face] = newValue }
  }
}

/// The speaker baseline that a clip was scored against.
public struct RecordedBaseline: Codable, Equatable, Sendable {
  /// The number of the speaker's clips it was made from.
  public var clips: Int

  public init(clips: Int) {
    self.clips = clips
  }
}

extension ClipAnalysis: Codable {
  private enum CodingKeys: String, CodingKey {
    case channel, speaker, baseline, emotion, confidence, probabilities, valence, arousal, agreement
    case durationSeconds = "duration_s"
    case modalities, alignment, segments
    case timeShare = "time_share"
    case judgedSeconds = "judged_s"
    case faces, warnings, model, timing, options
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeOrNull(channel, forKey: .channel)
    try container.encodeOrNull(speaker, forKey: .speaker)
    try container.encodeOrNull(baseline, forKey: .baseline)
    try container.encode(emotion, forKey: .emotion)
    try container.encode(confidence, places: 4, forKey: .confidence)
    try container.encode(probabilities, forKey: .probabilities)
    try container.encode(valence, places: 4, forKey: .valence)
    try container.encode(arousal, places: 4, forKey: .arousal)
    try container.encodeOrNull(agreement, places: 4, forKey: .agreement)
    try container.encode(durationSeconds, places: 3, forKey: .durationSeconds)
    try container.encode(RecordedStreams(streams), forKey: .modalities)
    try container.encodeOrNull(alignment, forKey: .alignment)
    try container.encodeOrNull(segments, forKey: .segments)
    try container.encodeOrNull(timeShare, forKey: .timeShare)
    try container.encodeOrNull(judgedSeconds, places: 3, forKey: .judgedSeconds)
    try container.encodeOrNull(faces, forKey: .faces)
    try container.encode(warnings, forKey: .warnings)
    try container.encode(model, forKey: .model)
    try container.encode(timing, forKey: .timing)
    try container.encodeOrNull(options, forKey: .options)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      channel: try container.decodeIfPresent(Int.self, forKey: .channel),
      speaker: try container.decodeIfPresent(String.self, forKey: .speaker),
      baseline: try container.decodeIfPresent(RecordedBaseline.self, forKey: .baseline),
      emotion: try container.decode(EmotionVerdict.self, forKey: .emotion),
      confidence: try container.decode(Double.self, forKey: .confidence),
      probabilities: try container.decode(Probabilities.self, forKey: .probabilities),
      valence: try container.decode(Double.self, forKey: .valence),
      arousal: try container.decode(Double.self, forKey: .arousal),
      agreement: try container.decodeIfPresent(Double.self, forKey: .agreement),
      durationSeconds: try container.decode(Double.self, forKey: .durationSeconds),
      streams: try container.decode(RecordedStreams.self, forKey: .modalities).reports,
      alignment: try container.decodeIfPresent(StreamAlignment.self, forKey: .alignment),
      segments: try container.decodeIfPresent([EmotionSegment].self, forKey: .segments),
      timeShare: try container.decodeIfPresent(EmotionShares.self, forKey: .timeShare),
      judgedSeconds: try container.decodeIfPresent(Double.self, forKey: .judgedSeconds),
      faces: try container.decodeIfPresent([FaceRecord].self, forKey: .faces),
      warnings: try container.decode([RecordWarning].self, forKey: .warnings),
      model: try container.decode(String.self, forKey: .model),
      timing: try container.decode(StageTiming.self, forKey: .timing),
      options: try container.decodeIfPresent(String.self, forKey: .options)
    )
  }
}

/// The temporal alignment of a clip's voice and face.
public struct StreamAlignment: Equatable, Sendable {
  /// The delay of the sound relative to the mouth movement, in milliseconds; negative if the sound comes first.
  public var lagMilliseconds: Int
  /// The mean cost of the alignment path, 0 or more; small if voice and mouth move together.
  public var cost: Double?

  public init(lagMilliseconds: Int, cost: Double?) {
    self.lagMilliseconds = lagMilliseconds
    self.cost = cost
  }
}

extension StreamAlignment: Codable {
  private enum CodingKeys: String, CodingKey {
    case lagMilliseconds = "lag_ms"
    case cost
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(lagMilliseconds, forKey: .lagMilliseconds)
    try container.encodeOrNull(cost, places: 4, forKey: .cost)
  }
}
