import Formats
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

/// A record as it is written: with its JSON, which is made once however many parts of the program look at it.
public struct EncodedRecord: Sendable {
  /// The record, or an `internal` failure of the same clip when a number that every record has is not finite.
  public let record: ClipRecord
  /// The record's keys in order.
  public let json: JSONValue

  /// Never fails: what cannot be written becomes a failure that can.
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
  /// The record as JSON, as `EncodedRecord` makes it.
  public var json: JSONValue { EncodedRecord(self).json }
}

extension KeyedEncodingContainer {
  /// Writes a number that every record has, to at most `places` decimals.
  ///
  /// - Throws: `EncodingError.invalidValue` when it is not finite: a record without it would be false.
  mutating func encode(_ value: Double, places: Int, forKey key: Key) throws {
    guard value.isFinite else {
      let context = EncodingError.Context(codingPath: codingPath + [key], debugDescription: "the number is not finite")
      throw EncodingError.invalidValue(value, context)
    }
    try encode(value.rounded(places: places), forKey: key)
  }

  /// Writes a number that may be missing, to at most `places` decimals; missing or not finite, it is `null`.
  mutating func encodeOrNull(_ value: Double?, places: Int, forKey key: Key) throws {
    if let value, value.isFinite {
      try encode(value.rounded(places: places), forKey: key)
    } else {
      try encodeNil(forKey: key)
    }
  }

  /// Writes a value, or `null` when there is none.
  mutating func encodeOrNull(_ value: (some Encodable)?, forKey key: Key) throws {
    if let value {
      try encode(value, forKey: key)
    } else {
      try encodeNil(forKey: key)
    }
  }
}
