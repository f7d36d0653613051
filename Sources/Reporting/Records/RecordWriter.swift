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
