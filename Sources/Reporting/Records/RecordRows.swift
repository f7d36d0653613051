import Formats
import Records

/// What a row of JSON Lines or CSV describes.
public enum RecordRows: String, CaseIterable, Sendable {
  case clips
  /// A segment of a clip, with the keys that identify the clip. A clip without segments or with a failure is one row.
  case segments

  /// The keys that a row can have.
  public var keys: [RecordKey] {
    switch self {
    case .clips: RecordSchema.keys
    case .segments: RecordSchema.segmentRow.clip + RecordSchema.segmentRow.segment
    }
  }

  /// The columns of whole rows in a CSV file.
  public var columns: [String] {
    let keys = self == .clips ? keys : keys.filter { $0.name != "path_base64" }
    return keys.flatMap(\.leaves)
  }

  /// In JSON, a row has these keys only if the path is not UTF-8, and if the segments were given by a transcript.
  private static let optional: Set = ["path_base64", "text"]

  /// Returns a record's rows, at least one.
  func rows(of record: JSONValue) -> [JSONValue] {
    guard self == .segments else { return [record] }
    func members(_ keys: [RecordKey], of value: JSONValue) -> [JSONValue.Member] {
      keys.compactMap { key in
        let member = value[key.name]
        return member == nil && Self.optional.contains(key.name) ? nil : JSONValue.Member(key.name, member ?? .null)
      }
    }
    let clip = members(RecordSchema.segmentRow.clip, of: record)
    var segments: [JSONValue] = []
    if case .array(let found) = record["segments"] { segments = found }
    return (segments.isEmpty ? [.null] : segments).map { segment in
      .object(clip + members(RecordSchema.segmentRow.segment, of: segment))
    }
  }
}
