import Formats
import Records
import System

/// Writes one row per line, a record's rows with a single write, as JSON Lines or as one array.
public final class JSONWriter: RecordWriter {
  /// The text around the lines.
  public enum Layout: Sendable {
    case lines
    /// `[]` without records.
    case array
  }

  private let sink: any OutputSink
  private let layout: Layout
  private let rows: RecordRows
  private let fields: FieldSelection?
  private var isEmpty = true

  public init(sink: any OutputSink, layout: Layout, rows: RecordRows = .clips, fields: FieldSelection? = nil) {
    self.sink = sink
    self.layout = layout
    self.rows = rows
    self.fields = fields
  }

  public func begin() {}

  public func write(_ record: EncodedRecord) throws(OutputError) {
    var text: [UInt8] = []
    for row in rows.rows(of: record.json) {
      let json = (fields?.select(from: row) ?? row).utf8()
      switch layout {
      case .lines: text += json + [UInt8(ascii: "\n")]
      case .array: text += Array((isEmpty ? "[\n" : ",\n").utf8) + json
      }
      isEmpty = false
    }
    try sink.write(text)
  }

  public func finish() throws(OutputError) {
    if layout == .array { try sink.write(Array((isEmpty ? "[]\n" : "\n]\n").utf8)) }
    try sink.finish()
  }
}

/// Writes rows under a header of dotted names (RFC 4180 with LF line ends), a record's rows with a single write.
///
/// The columns are the same for every run and record. A missing value is an empty cell. A list of strings is joined by
/// "; "; any other list is JSON.
public final class CSVWriter: RecordWriter {
  /// The columns of whole records.
  public static let columns = RecordRows.clips.columns

  private let sink: any OutputSink
  private let rows: RecordRows
  private let columns: [String]
  private let paths: [[String]]
  private let continuesFile: Bool

  /// - Parameter continuesFile: Whether the header is already written.
  public init(
    sink: any OutputSink,
    rows: RecordRows = .clips,
    fields: FieldSelection? = nil,
    continuesFile: Bool = false
  ) {
    self.sink = sink
    self.rows = rows
    self.continuesFile = continuesFile
    columns = fields?.columns ?? rows.columns
    paths = columns.map { $0.split(separator: ".").map(String.init) }
  }

  public func begin() throws(OutputError) {
    guard !continuesFile else { return }
    try sink.write(CSVRow.bytes(columns))
  }

  public func write(_ record: EncodedRecord) throws(OutputError) {
    try sink.write(
      rows.rows(of: record.json).flatMap { row in
        CSVRow.bytes(paths.map { Self.cell(row.value(at: $0) ?? .null) })
      }
    )
  }

  public func finish() throws(OutputError) {
    try sink.finish()
  }

  private static func cell(_ value: JSONValue) -> String? {
    switch value {
    case .null: return nil
    case .string(let text): return text
    case .array(let elements):
      let words = elements.compactMap { if case .string(let word) = $0 { word } else { nil } }
      if elements.isEmpty { return nil }
      return words.count == elements.count ? words.joined(separator: "; ") : value.serialized()
    case .bool, .integer, .number, .object: return value.serialized()
    }
  }
}
