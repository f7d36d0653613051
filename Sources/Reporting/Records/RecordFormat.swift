import System

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
