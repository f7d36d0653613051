import Records

/// Writes one array with a record a line; `[]` when there is none.
public final class JSONArrayWriter: RecordWriter {
  private let sink: any RecordSink
  private let fields: FieldSelection?
  private var isEmpty = true

  public init(sink: any RecordSink, fields: FieldSelection? = nil) {
    self.sink = sink
    self.fields = fields
  }

  public func begin() {}

  public func write(_ record: ClipRecord) throws(OutputError) {
    let json = record.json
    try sink.write(Array((isEmpty ? "[\n" : ",\n").utf8) + (fields?.select(from: json) ?? json).utf8())
    isEmpty = false
  }

  public func finish() throws(OutputError) {
    try sink.write(Array((isEmpty ? "[]\n" : "\n]\n").utf8))
    try sink.finish()
  }
}
