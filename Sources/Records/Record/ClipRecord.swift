import Foundation
import System

/// What is reported about one clip: which file it was, and the analysis or the reason why there is none.
public struct ClipRecord: Equatable, Sendable {
  /// The name and version of the record's format.
  public static let schema = "emocli.clip/1"

  /// What came of the clip.
  public enum Outcome: Equatable, Sendable {
    case ok(ClipAnalysis)
    case failed(ClipFailure)
  }

  /// The path as the user gave it.
  public var path: ClipPath
  /// The file's size, or `nil` when it has none or could not be asked.
  public var bytes: Int?
  /// When the file was last changed, as ISO 8601 in UTC to the second, such as `2026-11-22T10:00:00Z`.
  public var modified: String?
  public var outcome: Outcome

  public init(path: ClipPath, bytes: Int?, modified: String?, outcome: Outcome) {
    self.path = path
    self.bytes = bytes
    self.modified = modified
    self.outcome = outcome
  }

  /// The analysis, unless the clip failed.
  public var analysis: ClipAnalysis? {
    if case .ok(let analysis) = outcome { analysis } else { nil }
  }

  /// The failure, if the clip failed.
  public var failure: ClipFailure? {
    if case .failed(let failure) = outcome { failure } else { nil }
  }
}

extension ClipRecord: Codable {
  private enum CodingKeys: String, CodingKey {
    case schema, path
    case pathBase64 = "path_base64"
    case bytes, modified, status, error
  }

  private enum Status: String, Codable {
    case ok, error
  }

  /// Writes the keys in the record's order.
  ///
  /// - Throws: `EncodingError.invalidValue` when a number that every record has is not finite.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schema, forKey: .schema)
    try container.encode(path.description, forKey: .path)
    if !path.isValidUTF8 { try container.encode(path.base64, forKey: .pathBase64) }
    try container.encodeOrNull(bytes, forKey: .bytes)
    try container.encodeOrNull(modified, forKey: .modified)
    switch outcome {
    case .ok(let analysis):
      try container.encode(Status.ok, forKey: .status)
      try analysis.encode(to: encoder)
    case .failed(let failure):
      try container.encode(Status.error, forKey: .status)
      try container.encode(failure, forKey: .error)
    }
  }

  /// Reads a record; keys it does not know are passed over.
  ///
  /// - Throws: `DecodingError` when the record is of another schema or a key that it must have is missing or wrong.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard try container.decode(String.self, forKey: .schema) == Self.schema else {
      throw DecodingError.dataCorruptedError(
        forKey: .schema,
        in: container,
        debugDescription: "not a record of \(Self.schema)"
      )
    }
    if let base64 = try container.decodeIfPresent(String.self, forKey: .pathBase64) {
      guard let data = Data(base64Encoded: base64) else {
        throw DecodingError.dataCorruptedError(
          forKey: .pathBase64,
          in: container,
          debugDescription: "the path is not in base64"
        )
      }
      path = ClipPath(bytes: data)
    } else {
      path = ClipPath(try container.decode(String.self, forKey: .path))
    }
    bytes = try container.decodeIfPresent(Int.self, forKey: .bytes)
    modified = try container.decodeIfPresent(String.self, forKey: .modified)
    switch try container.decode(Status.self, forKey: .status) {
    case .ok: outcome = .ok(try ClipAnalysis(from: decoder))
    case .error: outcome = .failed(try container.decode(ClipFailure.self, forKey: .error))
    }
  }
}
