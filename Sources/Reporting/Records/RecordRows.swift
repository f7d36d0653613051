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
    let keys = self == .clips ? keys : keys.filter { $0.name != Self.optional }
    return keys.flatMap(\.leaves)
  }

  /// In JSON, a row has this key only if the path is not UTF-8.
  private static let optional = "path_base64"

  /// Returns a record's rows, at least one.
  func rows(of record: JSONValue) -> [JSONValue] {
    guard self == .segments else { return [record] }
    let clip = RecordSchema.segmentRow.clip.compactMap { key in
      key.name == Self.optional && record[key.name] == nil
        ? nil : JSONValue.Member(key.name, record[key.name] ?? .null)
    }
    var segments: [JSONValue] = []
    if case .array(let found) = record["segments"] { segments = found }
    return (segments.isEmpty ? [.null] : segments).map { segment in
      .object(clip + RecordSchema.segmentRow.segment.map { JSONValue.Member($0.name, segment[$0.name] ?? .null) })
    }
  }
}
