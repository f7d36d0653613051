import Records
import Reporting

/// Writes records as they come and counts them.
final class RecordDelivery {
  /// Records written.
  private(set) var count = 0
  /// Records of failed clips among them.
  private(set) var failedCount = 0

  private let writer: any RecordWriter
  private let progress: Progress
  private let stopsAtFailure: Bool

  /// Throws `OutputError`.
  init(writer: any RecordWriter, progress: Progress, stopsAtFailure: Bool) throws {
    self.writer = writer
    self.progress = progress
    self.stopsAtFailure = stopsAtFailure
    try writer.begin()
  }

  /// Writes a record; returns whether more are wanted. Throws `OutputError`.
  func deliver(_ record: ClipRecord) throws -> Bool {
    // On a terminal the record would stand behind the progress.
    progress.clear()
    let record = record.writable
    try writer.write(record)
    count += 1
    if record.failure != nil { failedCount += 1 }
    progress.show(done: count, failed: failedCount)
    return !(stopsAtFailure && record.failure != nil)
  }

  /// Completes the output. Throws `OutputError`.
  func finish() throws {
    progress.clear()
    try writer.finish()
  }

  var summary: String {
    "\(count) record\(count == 1 ? "" : "s"), \(failedCount) failed"
  }
}
