/// Where a writer's bytes go.
public protocol RecordSink: AnyObject {
  /// Writes all the bytes, with one call to the system where it takes them at once.
  func write(_ bytes: [UInt8]) throws(OutputError)

  /// Completes the output; nothing is written afterwards.
  func finish() throws(OutputError)
}
