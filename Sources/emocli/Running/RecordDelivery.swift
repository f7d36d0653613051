import Records
import Reporting

/// Writes records as they come and counts them.
final class RecordDelivery {
  /// Records written.
  private(set) var count = 0
  /// Records of failed clips among them.
  private(set) var failedCount = 0

  private let output: RecordOutput
  private let writer: any RecordWriter
  private let progress: Progress
  private let stopsAtFailure: Bool

  /// `writer` writes to `output`. Throws `OutputError`.
  init(output: RecordOutput, writer: any RecordWriter, progress: Progress, stopsAtFailure: Bool) throws {
    self.output = output
    self.writer = writer
    self.progress = progress
    self.stopsAtFailure = stopsAtFailure
    try writer.begin()
  }

  /// Writes a record; returns whether more are wanted. Throws `OutputError`.
  func deliver(_ record: ClipRecord) throws -> Bool {
    // On a terminal the record would stand behind the progress.
    progress.clear()
    let encoded = EncodedRecord(record)
    try writer.write(encoded)
    let isFailed = encoded.record.failure != nil
    count += 1
    if isFailed { failedCount += 1 }
    progress.show(done: count, failed: failedCount)
    return !(stopsAtFailure && isFailed)
  }

  /// Tells how many clips are measured while no record can be written yet.
  func showMeasured(_ measured: Int, _ failed: Int) {
    progress.show(done: measured, failed: failed, verb: "measured ")
  }

  /// Takes the progress away so that something else can be written.
  func clearProgress() {
    progress.clear()
  }

  /// Completes the output. Throws `OutputError`.
  func finish() throws {
    progress.clear()
    try writer.finish()
  }

  /// Leaves a file that was to be replaced as it was.
  func abandon() {
    progress.clear()
    output.abandon()
  }

  var summary: String {
    "\(count) record\(count == 1 ? "" : "s"), \(failedCount) failed"
  }
}
