import Formats
import Foundation
import System

/// The record of one clip: its file, and the analysis or the failure.
public struct ClipRecord: Equatable, Sendable {
  /// The name and version of the record's format.
  public static let schema = "emocli.clip/1"

  /// The result for the clip.
  public enum Outcome: Equatable, Sendable {
    case ok(ClipAnalysis)
    case failed(ClipFailure)
  }

  /// The path as given by the user.
  public var path: ClipPath
  /// The file's size; `nil` if it has none or could not be determined.
  public var bytes: Int?
  /// The file's modification time, as ISO 8601 in UTC to the second, such as `2026-11-22T10:00:00Z`.
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

  /// Encodes the keys in the record's order.
  ///
  /// - Throws: `EncodingError.invalidValue` if a required number is not finite.
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

  /// Decodes a record; unknown keys are ignored.
  ///
  /// - Throws: `DecodingError` if the record has another schema, or a required key is missing or invalid.
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

/// A record with its JSON, encoded once for all consumers.
public struct EncodedRecord: Sendable {
  /// The record, or an `internal` failure of the same clip if a required number is not finite.
  public let record: ClipRecord
  /// The record's keys in order.
  public let json: JSONValue

  /// Never fails: a record that cannot be encoded becomes a failure that can.
  public init(_ record: ClipRecord) {
    do {
      json = try JSONValue.encoding(record)
      self.record = record
    } catch {
      var failed = record
      failed.outcome = .failed(ClipFailure(.internal, Self.fault(behind: error)))
      json = (try? JSONValue.encoding(failed)) ?? .null
      self.record = failed
    }
  }

  private static func fault(behind error: any Error) -> String {
    guard case EncodingError.invalidValue(_, let context) = error else { return "the result cannot be written" }
    let key = context.codingPath.map(\.stringValue).joined(separator: ".")
    return "the result has no finite \(key)"
  }
}

extension ClipRecord {
  /// The record's JSON, as in `EncodedRecord`.
  public var json: JSONValue { EncodedRecord(self).json }
}

extension KeyedEncodingContainer {
  /// Encodes a required number, to at most `places` decimals.
  ///
  /// - Throws: `EncodingError.invalidValue` if it is not finite, since the record would be wrong without it.
  mutating func encode(_ value: Double, places: Int, forKey key: Key) throws {
    guard value.isFinite else {
      let context = EncodingError.Context(codingPath: codingPath + [key], debugDescription: "the number is not finite")
      throw EncodingError.invalidValue(value, context)
    }
    try encode(value.rounded(places: places), forKey: key)
  }

  /// Encodes an optional number, to at most `places` decimals; `null` if missing or not finite.
  mutating func encodeOrNull(_ value: Double?, places: Int, forKey key: Key) throws {
    if let value, value.isFinite {
      try encode(value.rounded(places: places), forKey: key)
    } else {
      try encodeNil(forKey: key)
    }
  }

  /// Encodes a value, or `null` if there is none.
  mutating func encodeOrNull(_ value: (some Encodable)?, forKey key: Key) throws {
    if let value {
      try encode(value, forKey: key)
    } else {
      try encodeNil(forKey: key)
    }
  }
}
