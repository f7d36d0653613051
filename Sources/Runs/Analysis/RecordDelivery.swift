import Foundation
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
  /// What was written besides the records, and once they are complete they too.
  var written = WrittenFiles()
  private var rowCount = 0
  /// The number of analysed clips without segments.
  private var unsegmentedCount = 0

  private let output: OutputFile
  private let writer: any RecordWriter
  private let sidecars: SidecarFiles?
  private let summary: SummaryFile?
  /// What a row of the output describes.
  private let rows: RecordRows
  private let progress: ProgressDisplay
  private let logger: Logger
  private let stopsAtFailure: Bool

  /// `writer` must write to `output`. Throws `OutputError`.
  init(
    output: OutputFile,
    writer: any RecordWriter,
    sidecars: SidecarFiles? = nil,
    summary: SummaryFile? = nil,
    rows: RecordRows = .clips,
    progress: ProgressDisplay,
    logger: Logger,
    stopsAtFailure: Bool
  ) throws {
    self.output = output
    self.writer = writer
    self.sidecars = sidecars
    self.summary = summary
    self.rows = rows
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
    for record in encoded {
      try writer.write(record)
      rowCount += rows == .clips ? 1 : max(1, record.record.analysis?.segments?.count ?? 1)
      logger.debug("\(record.record.stages)")
      try summary?.add(record.record)
    }
    if encoded.contains(where: { $0.record.analysis.map { $0.segments == nil } ?? false }) { unsegmentedCount += 1 }
    let failedCount = tally.failedCount
    tally.add(encoded.map(\.record))
    let isFailed = tally.failedCount > failedCount
    hasFailed = hasFailed || isFailed
    progress.show(tally)
    return !(stopsAtFailure && isFailed)
  }

  /// Reports what was written, and how many clips have no transcript.
  ///
  /// - Parameter transcripts: The directory of transcripts, if there is one.
  func report(transcripts: ClipPath?) {
    if let transcripts, unsegmentedCount > 0 {
      let clips = unsegmentedCount == 1 ? "1 clip has" : "\(unsegmentedCount) clips have"
      logger.notice("\(clips) no transcript in \(transcripts)")
    }
    if let files = sidecars?.summary { written.add(files) }
    written.report(logger)
  }

  /// Shows how many clips are measured while no record can be written yet.
  func showMeasured(_ measured: BatchTally) {
    progress.show(measured, verb: "measured ")
  }

  /// Clears the progress line before other output.
  func clearProgress() {
    progress.clear()
  }

  /// Reports the failures among a clip's records.
  func logFailures(_ records: [ClipRecord]) {
    for record in records {
      guard let failure = record.failure else { continue }
      logger.error("\(record.path): \(failure.kind.rawValue): \(failure.message)")
    }
  }

  /// Reports a failed clip and keeps the records of an earlier run.
  func reportFailure(_ record: ClipRecord) {
    progress.clear()
    logFailures([record])
    hasFailed = true
    output.abandon()
  }

  /// Completes the output, which is in `file`, or on standard output for nil. Throws `OutputError`.
  func finish(at file: ClipPath?) throws {
    progress.clear()
    try writer.finish()
    written.add(rowCount, rows == .clips ? "record" : "row", to: file)
  }

  /// Keeps the file that was to be replaced.
  func abandon() {
    progress.clear()
    output.abandon()
  }
}

extension ClipRecord {
  /// How long each stage took, or the failure, in one line.
  var stages: String {
    let name = "\(path)" + (analysis?.channel.map { " [channel \($0)]" } ?? "")
    guard let analysis else { return "\(name): \(failure.map { "\($0.kind.rawValue): \($0.message)" } ?? "")" }
    let timing = analysis.timing
    func seconds(_ value: Double) -> String { String(format: "%.2f s", value) }
    let stages = [
      ("decoding", timing.decodeSeconds), ("voice", timing.voiceSeconds), ("face", timing.faceSeconds),
      ("fusion", timing.fusionSeconds),
    ].map { "\($0) \(seconds($1))" }.joined(separator: ", ")
    return "\(name): \(seconds(analysis.durationSeconds)) of media in \(seconds(timing.totalSeconds)): \(stages)"
  }
}
