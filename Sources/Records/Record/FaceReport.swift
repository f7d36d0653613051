/// What the face of a clip gave by itself.
public struct FaceReport: Equatable, Sendable {
  /// The face's share of the result, 0…1; with the voice's share it makes 1.
  public var weight: Double
  /// Share of the sampled frames in which the face was detected or confirmed, 0…1; bridged frames do not count.
  public var coverage: Double?
  /// How many different people were seen.
  public var faces: Int?
  /// What the face alone says.
  public var probabilities: Probabilities?

  public init(weight: Double, coverage: Double?, faces: Int?, probabilities: Probabilities?) {
    self.weight = weight
    self.coverage = coverage
    self.faces = faces
    self.probabilities = probabilities
  }
}

/// The face as a record carries it, whether there is one or not.
struct PossibleFace: Codable {
  var report: FaceReport?

  private enum CodingKeys: String, CodingKey {
    case present, weight, coverage, faces, probabilities
  }

  init(report: FaceReport?) {
    self.report = report
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(report != nil, forKey: .present)
    try container.encode(report?.weight ?? 0, places: 4, forKey: .weight)
    try container.encodeOrNull(report?.coverage, places: 4, forKey: .coverage)
    try container.encodeOrNull(report?.faces, forKey: .faces)
    try container.encodeOrNull(report?.probabilities, forKey: .probabilities)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard try container.decode(Bool.self, forKey: .present) else { return }
    report = FaceReport(
      weight: try container.decode(Double.self, forKey: .weight),
      coverage: try container.decodeIfPresent(Double.self, forKey: .coverage),
      faces: try container.decodeIfPresent(Int.self, forKey: .faces),
      probabilities: try container.decodeIfPresent(Probabilities.self, forKey: .probabilities)
    )
  }
}
