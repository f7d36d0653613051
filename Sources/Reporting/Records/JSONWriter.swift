import Records
import System

/// Writes one record a line, each with one write: as JSON Lines, or as one array.
public final class JSONWriter: RecordWriter {
  /// What stands around the lines.
  public enum Layout: Sendable {
    case lines
    /// `[]` when there is no record.
    case array
  }

  private let sink: any OutputSink
  private let layout: Layout
  private let fields: FieldSelection?
  private var isEmpty = true

  public init(sink: any OutputSink, layout: Layout, fields: FieldSelection? = nil) {
    self.sink = sink
    self.layout = layout
    self.fields = fields
  }

  public func begin() {}

  public func write(_ record: EncodedRecord) throws(OutputError) {
    let json = (fields?.select(from: record.json) ?? record.json).utf8()
    switch layout {
    case .lines: try sink.write(json + [UInt8(ascii: "\n")])
    case .array: try sink.write(Array((isEmpty ? "[\n" : ",\n").utf8) + json)
    }
    isEmpty = false
  }

  public func finish() throws(OutputError) {
    if layout == .array { try sink.write(Array((isEmpty ? "[]\n" : "\n]\n").utf8)) }
    try sink.finish()
  }
}
