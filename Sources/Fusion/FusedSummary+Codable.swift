import Emotion

extension FusedSummary: Codable {
  private enum CodingKeys: String, CodingKey {
    case voice, face, known
    case faceLogits = "face_logits"
    case correction
  }

  /// The numbers as base64 of their little-endian bytes.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(voice?.littleEndianBytes, forKey: .voice)
    try container.encodeIfPresent(face?.values.littleEndianBytes, forKey: .face)
    try container.encodeIfPresent(face?.known.rawValue, forKey: .known)
    try container.encodeIfPresent(faceLogits?.littleEndianBytes, forKey: .faceLogits)
    try container.encode(correction.littleEndianBytes, forKey: .correction)
  }

  /// Throws `DecodingError` where the numbers are not those of this program's features.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let labels = EmotionLabel.allCases.count
    let known = try container.decodeIfPresent(UInt8.self, forKey: .known).map(FaceGroups.init(rawValue:))
    let values = try container.numbers(Float.self, FaceSummary.width, forKey: .face)
    guard let correction = try container.numbers(Double.self, labels, forKey: .correction) else {
      let reason = "there is nothing that the attention adds"
      throw DecodingError.dataCorruptedError(forKey: .correction, in: container, debugDescription: reason)
    }
    self.init(
      voice: try container.numbers(Float.self, CrossModalFusion.voiceWidth, forKey: .voice),
      face: values.map { FaceSummary(values: $0, known: known ?? []) },
      faceLogits: try container.numbers(Double.self, labels, forKey: .faceLogits),
      correction: correction
    )
  }
}
