import ArgumentParser
import Batch
import Evaluation
import Logging
import Manifests
import Recognition
import Reporting
import System

struct EvaluateCommand: ParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, json
  }

  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score the emotions named for labelled clips.",
    discussion: """
      The manifest is a CSV file with the columns 'path' (relative to it) and 'emotion', and where they are there \
      'speaker', 'corpus', 'split' and 'face_csv' (FILE or FILE#KEY, the row with KEY in its first column). With 'test' \
      in 'split' only those rows count. Each corpus is scored over the labels that occur in it; a clip that fails counts \
      as wrong. Exit status: 0 when every clip gave a result, 1 when one failed, 2 when nothing could be started or the \
      manifest cannot be used, 64 for wrong usage, 130 or 143 when interrupted.
      """
  )

  @Option(help: ArgumentHelp("The labelled clips.", valueName: "FILE.csv"), completion: .file(extensions: ["csv"]))
  var manifest: ClipPath

  @Option(
    help: ArgumentHelp("Another fusion model.", valueName: "FILE"),
    completion: .file(extensions: ["safetensors"])
  )
  var model: ClipPath?

  @Option(
    help: ArgumentHelp("Write each clip's record there, as JSON Lines; an older FILE is replaced.", valueName: "FILE")
  )
  var records: ClipPath?

  @Flag(help: "Score each clip against all of its speaker's in the manifest, whatever they are labelled.")
  var personalBaseline = false

  @Option(name: .shortAndLong, help: ArgumentHelp("How the figures are written.", valueName: "table|json"))
  var format = Format.table

  @OptionGroup(title: "Batch") var jobs: JobOptions

  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    if manifest.bytes.isEmpty { throw ValidationError("--manifest takes a file") }
    try BatchOptions.check(output: records, inputs: [manifest], option: "--records")
  }

  func run() throws {
    let logger = messages.makeLogger()
    let models = try Stop.unlessStarted(logger) { try Models(fusionModel: model) }
    let (rows, isSplit) = try scoredRows(logger)
    let inputs = rows.flatMap { [$0.clip] + ($0.faceTable.map { [$0.path] } ?? []) }
    try BatchOptions.check(output: records, inputs: inputs, option: "--records")
    let overlap = SpeakerOverlap(rows, trainedOn: models.fusion.speakers)
    if overlap.isDisjoint == false {
      logger.warning("not speaker-disjoint: \(overlap.reason); the figures do not hold for strangers")
    }
    Interruption.catchSignals()
    let delivery = try Stop.unlessStarted(logger) { try openRecords(count: rows.count, logger) }
    var labelled: [LabelledRecord] = []
    let end = try Stop.unlessStarted(logger) {
      let records = ManifestRecords(model: model, isPersonal: personalBaseline, workerCount: jobs.workerCount)
      return try records.make(of: rows, showMeasured: delivery.showMeasured) { row, record in
        labelled.append(LabelledRecord(row, record: record))
        return try delivery.deliver([record])
      }
    }
    try Stop.unlessStarted(logger) {
      if end == .interrupted, delivery.tally.count == 0 { delivery.abandon() } else { try delivery.finish() }
      for record in labelled.compactMap(\.record) {
        if let failure = record.failure { logger.error("\(record.path): \(failure.kind.rawValue): \(failure.message)") }
      }
      // Figures of a part of the clips would look like those of all.
      guard end == .finished else { return }
      let report = EvaluationReport(
        manifest: manifest,
        model: models.fusion.identity,
        isSplit: isSplit,
        isPersonal: personalBaseline,
        failedCount: delivery.tally.failedCount,
        overlap: overlap,
        evaluation: Evaluation(labelled)
      )
      let text = format == .json ? report.json.serialized(pretty: true) + "\n" : report.table(TableStyle.standardOutput)
      try OutputFile.standardOutput().write(Array(text.utf8))
    }
    try end.exit(failed: delivery.hasFailed)
  }

  /// The manifest's rows that count, and whether they were chosen by their split.
  private func scoredRows(_ logger: Logger) throws -> (rows: [Manifest.Row], isSplit: Bool) {
    do {
      let all = try Manifest(reading: manifest)
      let (rows, isSplit) = all.tested
      if isSplit {
        logger.notice("only the clips whose split is test count: \(rows.count) of \(all.rows.count)")
      }
      return (rows, isSplit)
    } catch {
      logger.error("\(manifest): \(error)")
      throw Stop.notStarted
    }
  }

  /// The records appear in their file when all are there; without a file they go nowhere.
  private func openRecords(count: Int, _ logger: Logger) throws -> RecordDelivery {
    let progress = Progress(messages, logger: logger)
    progress.count = ClipCount(known: count)
    let sink = try OutputFile.replacing(records ?? ClipPath("/dev/null"))
    return try RecordDelivery(
      output: sink,
      writer: JSONWriter(sink: sink, layout: .lines),
      progress: progress,
      logger: logger,
      stopsAtFailure: false
    )
  }
}
