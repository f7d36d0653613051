import Formats

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
