/// What the voice of a clip gave by itself.
public struct VoiceReport: Equatable, Sendable {
  /// The voice's share of the result, 0…1; with the face's share it makes 1.
  public var weight: Double
  /// How much of the clip is speech, 0…1.
  public var speechRatio: Double?
  /// Speech over noise, in dB.
  public var signalToNoiseDecibels: Double?
  /// What the voice alone says.
  public var probabilities: Probabilities?

  public init(weight: Double, speechRatio: Double?, signalToNoiseDecibels: Double?, probabilities: Probabilities?) {
    self.weight = weight
    self.speechRatio = speechRatio
    self.signalToNoiseDecibels = signalToNoiseDecibels
    self.probabilities = probabilities
  }
}

/// The voice as a record carries it, whether there is one or not.
struct PossibleVoice: Codable {
  var report: VoiceReport?

  private enum CodingKeys: String, CodingKey {
    case present, weight
    case speechRatio = "speech_ratio"
    case signalToNoiseDecibels = "snr_db"
    case probabilities
  }

  init(report: VoiceReport?) {
    self.report = report
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(report != nil, forKey: .present)
    try container.encode(report?.weight ?? 0, places: 4, forKey: .weight)
    try container.encodeOrNull(report?.speechRatio, places: 4, forKey: .speechRatio)
    try container.encodeOrNull(report?.signalToNoiseDecibels, places: 1, forKey: .signalToNoiseDecibels)
    try container.encodeOrNull(report?.probabilities, forKey: .probabilities)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard try container.decode(Bool.self, forKey: .present) else { return }
    report = VoiceReport(
      weight: try container.decode(Double.self, forKey: .weight),
      speechRatio: try container.decodeIfPresent(Double.self, forKey: .speechRatio),
      signalToNoiseDecibels: try container.decodeIfPresent(Double.self, forKey: .signalToNoiseDecibels),
      probabilities: try container.decodeIfPresent(Probabilities.self, forKey: .probabilities)
    )
  }
}
