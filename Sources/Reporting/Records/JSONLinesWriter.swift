import Records

/// Writes one record a line, each line with one write.
public final class JSONLinesWriter: RecordWriter {
  private let sink: any RecordSink
  private let fields: FieldSelection?

  public init(sink: any RecordSink, fields: FieldSelection? = nil) {
    self.sink = sink
    self.fields = fields
  }

  public func begin() {}

  public func write(_ record: ClipRecord) throws(OutputError) {
    let json = record.json
    try sink.write((fields?.select(from: json) ?? json).utf8() + [UInt8(ascii: "\n")])
  }

  public func finish() throws(OutputError) {
    try sink.finish()
  }
}
