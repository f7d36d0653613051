/// Wall time of the stages of an analysis in seconds; 0 for a stage that was not needed.
public struct StageTiming: Equatable, Sendable {
  public var decodeSeconds: Double
  public var voiceSeconds: Double
  public var faceSeconds: Double
  public var fusionSeconds: Double
  public var totalSeconds: Double

  public init(
    decodeSeconds: Double,
    voiceSeconds: Double,
    faceSeconds: Double,
    fusionSeconds: Double,
    totalSeconds: Double
  ) {
    self.decodeSeconds = decodeSeconds
    self.voiceSeconds = voiceSeconds
    self.faceSeconds = faceSeconds
    self.fusionSeconds = fusionSeconds
    self.totalSeconds = totalSeconds
  }
}

extension StageTiming: Codable {
  private enum CodingKeys: String, CodingKey {
    case decodeSeconds = "decode_s"
    case voiceSeconds = "voice_s"
    case faceSeconds = "face_s"
    case fusionSeconds = "fusion_s"
    case totalSeconds = "total_s"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(decodeSeconds, places: 3, forKey: .decodeSeconds)
    try container.encode(voiceSeconds, places: 3, forKey: .voiceSeconds)
    try container.encode(faceSeconds, places: 3, forKey: .faceSeconds)
    try container.encode(fusionSeconds, places: 3, forKey: .fusionSeconds)
    try container.encode(totalSeconds, places: 3, forKey: .totalSeconds)
  }
}
