import Foundation

extension FusedSummary: Codable {
  private enum CodingKeys: String, CodingKey {
    case voice, face, known
    case faceLogits = "face_logits"
    case correction
  }

  /// The numbers as base64 of their little-endian bytes.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(voice?.bytes, forKey: .voice)
    try container.encodeIfPresent(face?.values.bytes, forKey: .face)
    try container.encodeIfPresent(face?.known.rawValue, forKey: .known)
    try container.encodeIfPresent(faceLogits?.bytes, forKey: .faceLogits)
    try container.encode(correction.bytes, forKey: .correction)
  }

  /// Throws `DecodingError` where the numbers are not those of this program's features.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func numbers<Number: BitwiseCopyable>(_ key: CodingKeys, _ count: Int, of: Number.Type) throws -> [Number]? {
      guard let data = try container.decodeIfPresent(Data.self, forKey: key) else { return nil }
      guard data.count == count * MemoryLayout<Number>.stride else {
        throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "\(data.count) bytes")
      }
      return data.withUnsafeBytes { bytes in (0..<count).map { bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Number>.stride, as: Number.self) } }
    }
    let labels = EmotionLabel.allCases.count
    let known = try container.decodeIfPresent(UInt8.self, forKey: .known).map(FaceGroups.init(rawValue:))
    let values = try numbers(.face, FaceSummary.width, of: Float.self)
    self.init(
      voice: try numbers(.voice, CrossModalFusion.voiceWidth, of: Float.self),
      face: values.map { FaceSummary(values: $0, known: known ?? []) },
      faceLogits: try numbers(.faceLogits, labels, of: Double.self),
      correction: try numbers(.correction, labels, of: Double.self) ?? []
    )
  }
}

extension Array where Element: BitwiseCopyable {
  fileprivate var bytes: Data { withUnsafeBytes { Data($0) } }
}
