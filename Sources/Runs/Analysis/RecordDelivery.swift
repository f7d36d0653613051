import Logging
import Records
import Reporting
import System

/// Writes records as they arrive and counts them.
final class RecordDelivery {
  /// The counts of the finished clips.
  private(set) var tally = BatchTally()
  /// Whether a clip failed or one of its annotation files could not be written.
  private(set) var hasFailed = false
  /// The number of analysed clips without segments.
  private var unsegmentedCount = 0

  private let output: OutputFile
  private let writer: any RecordWriter
  private let sidecars: SidecarFiles?
  private let progress: ProgressDisplay
  private let logger: Logger
  private let stopsAtFailure: Bool

  /// `writer` must write to `output`. Throws `OutputError`.
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

  /// Writes a clip's records, at most one per channel. Its annotation files come first, so that they exist once the
  /// record does. Returns whether to continue with more clips. Throws `OutputError`.
  func deliver(_ records: [ClipRecord]) throws -> Bool {
    // Records on the same terminal would follow the progress line.
    if Terminal.isStandardOutput { progress.clear() }
    let encoded = records.map(EncodedRecord.init)
    do {
      try sidecars?.write(encoded.map(\.record))
    } catch {
      logger.error("\(encoded[0].record.path): \(error)")
      hasFailed = true
    }
    for record in encoded { try writer.write(record) }
    if encoded.contains(where: { $0.record.analysis.map { $0.segments == nil } ?? false }) { unsegmentedCount += 1 }
    let failedCount = tally.failedCount
    tally.add(encoded.map(\.record))
    let isFailed = tally.failedCount > failedCount
    hasFailed = hasFailed || isFailed
    progress.show(tally)
    return !(stopsAtFailure && isFailed)
  }

  /// What to report at the end: clips without a transcript, and the annotation files.
  ///
  /// - Parameter transcripts: The directory of transcripts, if there is one.
  func notices(transcripts: ClipPath?) -> [String] {
    let missing = transcripts.flatMap { directory in
      let clips = unsegmentedCount == 1 ? "1 clip has" : "\(unsegmentedCount) clips have"
      return unsegmentedCount > 0 ? "\(clips) no transcript in \(directory)" : nil
    }
    return [missing, sidecars?.summary].compactMap(\.self)
  }

  /// Shows how many clips are measured while no record can be written yet.
  func showMeasured(_ measured: BatchTally) {
    progress.show(measured, verb: "measured ")
  }

  /// Clears the progress line before other output.
  func clearProgress() {
    progress.clear()
  }

  /// Reports a failed clip and keeps the records of an earlier run.
  func reportFailure(_ record: ClipRecord) {
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

  /// Keeps the file that was to be replaced.
  func abandon() {
    progress.clear()
    output.abandon()
  }
}
