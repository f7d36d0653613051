import Logging
import Records
import Reporting
import System

/// Writes records as they come and counts them.
final class RecordDelivery {
  /// Of the clips that are done.
  private(set) var tally = BatchTally()
  /// Whether a clip failed, or a file beside it could not be written.
  private(set) var hasFailed = false

  private let output: OutputFile
  private let writer: any RecordWriter
  private let sidecars: SidecarFiles?
  private let progress: ProgressDisplay
  private let logger: Logger
  private let stopsAtFailure: Bool

  /// `writer` writes to `output`. Throws `OutputError`.
  init(
    output: OutputFile,
    writer: any RecordWriter,
    sidecars: SidecarFiles? = nil,
    progress: ProgressDisplay,
    logger: Logger,
    stopsAtFailure: Bool
  ) throws {
    self.output = output
    self.writer = writer
    self.sidecars = sidecars
    self.progress = progress
    self.logger = logger
    self.stopsAtFailure = stopsAtFailure
    try writer.begin()
  }

  /// Writes a clip's records, one a channel at most, after the files beside it, so that who finds the record finds them too.
  /// Returns whether more clips are wanted. Throws `OutputError`.
  func deliver(_ records: [ClipRecord]) throws -> Bool {
    // On one terminal the record would stand behind the progress.
    if Terminal.isStandardOutput { progress.clear() }
    let encoded = records.map(EncodedRecord.init)
    for record in encoded {
      do {
        try sidecars?.write(record.record)
      } catch {
        logger.error("\(record.record.path): \(error)")
        hasFailed = true
      }
      try writer.write(record)
    }
    let failedCount = tally.failedCount
    tally.add(encoded.map(\.record))
    let isFailed = tally.failedCount > failedCount
    hasFailed = hasFailed || isFailed
    progress.show(tally)
    return !(stopsAtFailure && isFailed)
  }

  /// Tells how many clips are measured while no record can be written yet.
  func showMeasured(_ measured: BatchTally) {
    progress.show(measured, verb: "measured ")
  }

  /// Takes the progress away so that something else can be written.
  func clearProgress() {
    progress.clear()
  }

  /// Tells of a clip that failed and leaves the records of an earlier run as they were.
  func giveUp(_ record: ClipRecord) {
    progress.clear()
    if let failure = record.failure { logger.error("\(record.path): \(failure.kind.rawValue): \(failure.message)") }
    hasFailed = true
    output.abandon()
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
}
