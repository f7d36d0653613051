/// The emotion of one stretch of a clip.
public struct EmotionSegment: Equatable, Sendable {
  /// Where the stretch begins, in seconds from the clip's start.
  public var startSeconds: Double
  /// Where it ends, in seconds from the clip's start.
  public var endSeconds: Double
  /// `nil` when nobody was heard or seen there; then confidence and probabilities are `nil` too.
  public var emotion: EmotionVerdict?
  /// The probability of the most probable label, 0…1.
  public var confidence: Double?
  public var probabilities: Probabilities?

  public init(
    startSeconds: Double,
    endSeconds: Double,
    emotion: EmotionVerdict?,
    confidence: Double?,
    probabilities: Probabilities?
  ) {
    self.startSeconds = startSeconds
    self.endSeconds = endSeconds
    self.emotion = emotion
    self.confidence = confidence
    self.probabilities = probabilities
  }
}

extension EmotionSegment: Codable {
  private enum CodingKeys: String, CodingKey {
    case startSeconds = "start_s"
    case endSeconds = "end_s"
    case emotion, confidence, probabilities
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(startSeconds, places: 3, forKey: .startSeconds)
    try container.encode(endSeconds, places: 3, forKey: .endSeconds)
    try container.encodeOrNull(emotion, forKey: .emotion)
    try container.encodeOrNull(confidence, places: 4, forKey: .confidence)
    try container.encodeOrNull(probabilities, forKey: .probabilities)
  }
}
