import Records
import System

/// Writes records one by one in one format.
///
/// A writer belongs to one task. Whoever has it calls `begin` before the first record and `finish` after the last.
public protocol RecordWriter: AnyObject {
  /// Writes what stands before the first record.
  func begin() throws(OutputError)

  /// Writes one record.
  func write(_ record: EncodedRecord) throws(OutputError)

  /// Writes what stands after the last record and completes the output.
  func finish() throws(OutputError)
}

extension RecordWriter {
  /// Writes one record that nobody else needs as JSON.
  public func write(_ record: ClipRecord) throws(OutputError) {
    try write(EncodedRecord(record))
  }
}

extension RecordFormat {
  /// A writer in this format.
  ///
  /// - Parameters:
  ///   - sink: where the bytes go.
  ///   - fields: only these keys; `nil` for whole records.
  ///   - table: how a table looks; other formats do not look at it.
  ///   - continuesFile: the sink goes on with a CSV file that has its header already.
  public func writer(
    to sink: any OutputSink,
    fields: FieldSelection? = nil,
    table: TableStyle = TableStyle(),
    continuesFile: Bool = false
  ) -> any RecordWriter {
    switch self {
    case .json: return JSONWriter(sink: sink, layout: .array, fields: fields)
    case .jsonl: return JSONWriter(sink: sink, layout: .lines, fields: fields)
    case .csv: return CSVWriter(sink: sink, fields: fields, continuesFile: continuesFile)
    case .table:
      if let fields { return FieldTableWriter(sink: sink, fields: fields, style: table) }
      return TableWriter(sink: sink, style: table)
    }
  }
}

/// How records are written.
public enum RecordFormat: String, CaseIterable, Sendable {
  /// Aligned rows for people.
  case table
  /// One array of all records.
  case json
  /// One record a line.
  case jsonl
  /// One row a record, nested keys joined by dots.
  case csv

  /// Whether a file in this format is complete after every record, so that it may grow where everybody sees it.
  public var growsByRows: Bool {
    self == .jsonl || self == .csv
  }
}

extension OutputFile {
  /// The file for records in `format`: JSON Lines and CSV grow, the others appear when they are finished.
  ///
  /// - Throws: `OutputError.cannotOpen` or `.inUse`.
  public static func file(_ path: ClipPath, for format: RecordFormat) throws(OutputError) -> OutputFile {
    format.growsByRows ? try growing(path) : try replacing(path)
  }
}

/// The format a user asks for, which may be left to where the records go.
public enum RecordFormatChoice: String, CaseIterable, Sendable {
  case auto, table, json, jsonl, csv

  /// The format asked for; `auto` is a table on a terminal and JSON Lines everywhere else.
  public func resolved(isTerminal: Bool) -> RecordFormat {
    RecordFormat(rawValue: rawValue) ?? (isTerminal ? .table : .jsonl)
  }
}
