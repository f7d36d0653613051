import ArgumentParser
import Batch
import Foundation
import Fusion
import Media
import Recognition
import Reporting

struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Name the emotion of clips: one record a clip.",
    discussion: """
      Clips are media files, directories (searched for media with all below them, hidden files and folders aside) or \
      '-' for paths on standard input. Records go to standard output, everything else to standard error. Exit status: 0 \
      when every clip gave a result, 1 when one failed or none was found, 2 when nothing could be started, 64 for wrong \
      usage, 130 or 143 when interrupted.
      """
  )

  @Argument(help: ArgumentHelp("Clips, directories, or '-'.", valueName: "input"))
  var inputs: [ClipPath]

  @OptionGroup(title: "Recognition") var recognition: RecognitionOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "How records are written; auto: a table on a terminal, JSON Lines otherwise.",
      valueName: "auto|table|json|jsonl|csv"
    )
  )
  var format = RecordFormatChoice.auto

  @Option(
    help: ArgumentHelp("Only these keys, in this order.", valueName: "a,b.c"),
    transform: { try FieldSelection(parsing: $0) }
  )
  var fields: FieldSelection?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the records there; an older FILE is replaced.", valueName: "FILE")
  )
  var output: ClipPath?

  @OptionGroup(title: "Batch") var batch: BatchOptions

  @Flag(help: "Stop at the first clip that fails.")
  var strict = false

  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    let faceTable = recognition.faceTable
    try BatchOptions.check(output: output, inputs: inputs + (faceTable.map { [$0] } ?? []))
    let read = inputs + [faceTable, recognition.model].compactMap { $0 }
    try BatchOptions.check(output: recognition.baseline, inputs: read, option: "--baseline")
    if let output, let baseline = recognition.baseline, BatchOptions.areSame(output, baseline) {
      throw ValidationError("--baseline and --output name the same file")
    }
    if faceTable != nil, batch.onlyClip(of: inputs) == nil { throw ValidationError("--face-csv takes one clip") }
  }

  func run() throws {
    let logger = messages.makeLogger()
    let (models, speakers) = try Stop.unlessStarted(logger) {
      (try recognition.loadModels(), try recognition.speakerKnowledge())
    }
    Interruption.catchSignals()
    let delivery = try Stop.unlessStarted(logger) {
      let format = format.resolved(isTerminal: output == nil && Terminal.isStandardOutput)
      let sink = try output.map { try RecordOutput.file($0, for: format) } ?? RecordOutput.standardOutput()
      let style = output == nil ? Terminal.tableStyle : TableStyle()
      return try RecordDelivery(
        output: sink,
        writer: format.writer(to: sink, fields: fields, table: style),
        progress: Progress(isShown: messages.showsProgress),
        stopsAtFailure: strict
      )
    }
    let end = try Stop.unlessStarted(logger) {
      switch (speakers, batch.onlyClip(of: inputs)) {
      case (.fromClips(let names, let file), _):
        try analyzeBySpeaker(names, keepingIn: file, models: models, delivery: delivery, logger: logger)
      case (.known(let baselines), let clip?):
        try analyze(clip, models: models, baselines: baselines, delivery: delivery)
      case (.none, let clip?):
        try analyze(clip, models: models, baselines: ClipBaselines(), delivery: delivery)
      case (_, nil):
        try analyzeInWorkers(delivery: delivery, logger: logger)
      }
    }
    try Stop.unlessStarted(logger) {
      // What an earlier run wrote is worth more than an array of nothing.
      if end == .interrupted, delivery.count == 0 { delivery.abandon() } else { try delivery.finish() }
    }
    logger.debug("\(delivery.summary)")
    try end.exit(failed: delivery.failedCount > 0)
  }

  /// A single clip runs in this process.
  private func analyze(
    _ clip: ClipPath,
    models: Models,
    baselines: ClipBaselines,
    delivery: RecordDelivery
  ) throws -> BatchEnd {
    let analyzer = ClipAnalyzer(models: models, options: recognition.analysis, baselines: baselines) {
      Interruption.process.isRequested
    }
    do {
      for record in try analyzer.analyze(clip) { _ = try delivery.deliver(record) }
      return .finished
    } catch is CancellationError {
      return .interrupted
    }
  }
}

extension RecordFormatChoice: ExpressibleByArgument {}
