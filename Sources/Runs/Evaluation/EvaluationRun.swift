import Batch
import Evaluation
import Logging
import Manifests
import Recognition
import Reporting
import System

/// A request to `evaluate` a model.
public struct EvaluationRequest: Sendable {
  /// The format of the figures.
  public enum Format: String, CaseIterable, Sendable {
    case table, json
  }

  public var manifest: ClipPath
  public var models = ModelChoice()
  /// The file for the clips' records, or nil for none.
  public var records: ClipPath?
  /// Whether each clip is scored against its speaker's baseline.
  public var usesBaselines = false
  public var format = Format.table
  public var workerCount = Jobs.defaultCount
  public var messages = Messages()

  /// The name of the option for the records' file.
  public static let recordsOption = "records"

  public init(_ manifest: ClipPath) {
    self.manifest = manifest
  }

  /// Throws `UsageError` if the records' file is one of the inputs.
  public func checkRecords(inputs: [ClipPath]) throws(UsageError) {
    try UsageError.check(output: records, inputs: inputs, option: "--\(Self.recordsOption)")
  }

  /// Analyses the clips and writes their scores. Throws `ExitStatus`, and `UsageError` if the records' file is a clip
  /// of the manifest.
  public func run() throws -> ExitStatus {
    let logger = messages.makeLogger()
    return try ExitStatus.unlessStarted(logger) { try run(logger) }
  }

  private func run(_ logger: Logger) throws -> ExitStatus {
    let fusion = try Models(models).fusion
    let (rows, isSplit) = try scoredRows(logger)
    try checkRecords(inputs: rows.flatMap { [$0.clip] + ($0.faceTable.map { [$0.path] } ?? []) })
    let overlap = SpeakerOverlap(rows, trainedOn: fusion.speakers)
    if overlap.isDisjoint == false {
      logger.warning("not speaker-disjoint: \(overlap.reason); the figures do not hold for unseen speakers")
    }
    if usesBaselines { for warning in SpeakerCounts(rows).warnings { logger.warning("\(warning)") } }
    Interruption.catchSignals()
    let progress = ProgressDisplay(messages, logger: logger)
    progress.count = ClipCount(known: rows.count)
    logger.describeRun(model: fusion.identity, workerCount: workerCount)
    let delivery = try openRecords(progress, logger)
    var labelled: [LabelledRecord] = []
    let records = ManifestRecords(models: models, usesBaselines: usesBaselines, workerCount: workerCount)
    let end = try records.make(of: rows, showMeasured: delivery.showMeasured) { row, record in
      labelled.append(LabelledRecord(row, record: record))
      return try delivery.deliver([record])
    }
    if end == .interrupted, delivery.tally.count == 0 {
      delivery.abandon()
    } else {
      try delivery.finish(at: self.records)
    }
    for record in labelled.compactMap(\.record) {
      if let failure = record.failure { logger.error("\(record.path): \(failure.kind.rawValue): \(failure.message)") }
    }
    // Figures from some of the clips would look like those from all.
    if end == .finished {
      let report = EvaluationReport(
        manifest: manifest,
        model: fusion.identity,
        isSplit: isSplit,
        usesBaselines: usesBaselines,
        failedCount: delivery.tally.failedCount,
        overlap: overlap,
        evaluation: Evaluation(labelled)
      )
      let text = format == .json ? report.json.serialized(pretty: true) + "\n" : report.table(TableStyle.standardOutput)
      try OutputFile.standardOutput().write(Array(text.utf8))
    }
    delivery.written.report(logger)
    return end.status(failed: delivery.hasFailed)
  }

  /// Returns the manifest's rows to evaluate and whether their split selected them.
  private func scoredRows(_ logger: Logger) throws -> (rows: [Manifest.Row], isSplit: Bool) {
    let all = try Manifest(reading: manifest, logger: logger)
    let (rows, isSplit) = all.tested
    if isSplit {
      logger.notice("evaluating only clips with split test: \(rows.count) of \(all.rows.count)")
    }
    return (rows, isSplit)
  }

  /// Opens the file in which the records appear once complete. Without a file they are discarded.
  private func openRecords(_ progress: ProgressDisplay, _ logger: Logger) throws -> RecordDelivery {
    let sink = try OutputFile.replacing(records ?? ClipPath("/dev/null"))
    return try RecordDelivery(
      output: sink,
      writer: RecordFormatChoice.auto.resolved(output: records, isTerminal: false).writer(to: sink),
      progress: progress,
      logger: logger,
      stopsAtFailure: false
    )
  }
}
