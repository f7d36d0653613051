import Records
import System

/// Writes records one by one in one format.
///
/// Use a writer from one task only. Call `begin` before the first record and `finish` after the last.
public protocol RecordWriter: AnyObject {
  /// Writes the text before the first record.
  func begin() throws(OutputError)

  /// Writes one record.
  func write(_ record: EncodedRecord) throws(OutputError)

  /// Writes the text after the last record and completes the output.
  func finish() throws(OutputError)
}

extension RecordWriter {
  /// Writes a record that is not needed as JSON elsewhere.
  public func write(_ record: ClipRecord) throws(OutputError) {
    try write(EncodedRecord(record))
  }
}

extension RecordFormat {
  /// Returns a writer in this format.
  ///
  /// - Parameters:
  ///   - sink: The destination of the bytes.
  ///   - rows: What a row of JSON Lines or CSV describes; the other formats have clips only.
  ///   - fields: The keys to write, or nil for whole records.
  ///   - table: The style of a table; ignored by other formats.
  ///   - continuesFile: Whether the sink continues a CSV file that already has its header.
  public func writer(
    to sink: any OutputSink,
    rows: RecordRows = .clips,
    fields: FieldSelection? = nil,
    table: TableStyle = TableStyle(),
    continuesFile: Bool = false
  ) -> any RecordWriter {
    switch self {
    case .json: return JSONWriter(sink: sink, layout: .array, fields: fields)
    case .jsonl: return JSONWriter(sink: sink, layout: .lines, rows: rows, fields: fields)
    case .csv: return CSVWriter(sink: sink, rows: rows, fields: fields, continuesFile: continuesFile)
    case .table:
      if let fields { return FieldTableWriter(sink: sink, fields: fields, style: table) }
      return TableWriter(sink: sink, style: table)
    }
  }
}

/// The format of records.
public enum RecordFormat: String, CaseIterable, Sendable {
  /// Aligned rows for reading.
  case table
  /// One array of all records.
  case json
  /// One record per line.
  case jsonl
  /// One row per record, nested keys joined by dots.
  case csv

  /// Whether a file in this format is valid after every record, so that it may grow in place.
  public var isAppendable: Bool {
    self == .jsonl || self == .csv
  }
}

extension OutputFile {
  /// Opens the file for records in `format`. JSON Lines and CSV files grow in place; the others appear when finished.
  ///
  /// - Throws: `OutputError.cannotOpen` or `.inUse`.
  public static func file(_ path: ClipPath, for format: RecordFormat) throws(OutputError) -> OutputFile {
    format.isAppendable ? try growing(path) : try replacing(path)
  }
}

/// The format requested by the user; `auto` depends on the destination.
public enum RecordFormatChoice: String, CaseIterable, Sendable {
  case auto, table, json, jsonl, csv

  /// Returns the requested format. `auto` goes by the output file's ending: `.csv`, `.json`, or else JSON Lines; without a
  /// file it is a table on a terminal and JSON Lines elsewhere.
  public func resolved(output: ClipPath?, isTerminal: Bool) -> RecordFormat {
    if let format = RecordFormat(rawValue: rawValue) { return format }
    return switch output?.fileExtension {
    case "csv": .csv
    case "json": .json
    case nil where isTerminal: .table
    default: .jsonl
    }
  }
}
