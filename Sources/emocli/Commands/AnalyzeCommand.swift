import ArgumentParser
import Batch
import Foundation
import Recognition
import Reporting
import System

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
    help: ArgumentHelp("Write the records there; without --resume an older FILE is replaced.", valueName: "FILE")
  )
  var output: ClipPath?

  @Flag(
    help: ArgumentHelp(
      "Go on with FILE, JSON Lines or CSV: clips that it records as ok and that have not changed are passed over."
    )
  )
  var resume = false

  @OptionGroup(title: "Batch") var batch: BatchOptions

  @Option(
    help: ArgumentHelp(
      "Only the I-th of N parts of the clips, by a fixed hash of their paths; the parts make up the whole.",
      valueName: "I/N"
    )
  )
  var shard: Shard?

  @Flag(help: "Stop at the first clip that fails.")
  var strict = false

  @OptionGroup(title: "Files beside the clips") var sidecars: SidecarOptions

  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    let faceTable = recognition.faceTable
    try BatchOptions.check(output: output, inputs: inputs + (faceTable.map { [$0] } ?? []))
    let read = inputs + [faceTable, recognition.model].compactMap { $0 }
    try BatchOptions.check(output: recognition.baseline, inputs: read, option: "--baseline")
    if let output, let baseline = recognition.baseline, output.isSameFile(as: baseline) {
      throw ValidationError("--baseline and --output name the same file")
    }
    if faceTable != nil, batch.onlyClip(of: inputs) == nil { throw ValidationError("--face-csv takes one clip") }
    if resume {
      if output == nil { throw ValidationError("--resume needs --output") }
      if !recordFormat.growsByRows { throw ValidationError("--resume goes on with jsonl or csv only") }
      if fields != nil { throw ValidationError("--resume and --fields contradict each other: it takes whole records") }
    }
  }

  mutating func run() throws {
    let logger = messages.makeLogger()
    if !sidecars.formats.isEmpty, recognition.timeline == nil { recognition.timeline = .every(seconds: 1) }
    let (models, speakers) = try Stop.unlessStarted(logger) {
      (try recognition.loadModels(), try recognition.speakerKnowledge())
    }
    Interruption.catchSignals()
    let progress = Progress(messages, logger: logger)
    let run = try Stop.unlessStarted(logger) {
      try AnalyzeRun(self, models: models, speakers: speakers, progress: progress, logger: logger)
    }
    let end = try Stop.unlessStarted(logger) {
      switch (speakers, run.onlyClip) {
      case (.fromClips(let names, let file), _): try analyzeBySpeaker(names, keepingIn: file, run)
      case (.known(let baselines), let clip?): try analyze(clip, baselines: baselines, run)
      case (.none, let clip?): try analyze(clip, baselines: ClipBaselines(), run)
      case (_, nil): try analyzeInWorkers(run)
      }
    }
    let delivery = run.delivery
    try Stop.unlessStarted(logger) {
      // What an earlier run wrote is worth more than an array of nothing, or than a part of the records.
      let isLess = end == .interrupted && (delivery.tally.count == 0 || run.output.replacesRows)
      if isLess { delivery.abandon() } else { try delivery.finish() }
    }
    if run.onlyClip == nil { progress.conclude(delivery.tally, recordedCount: run.supply.filter.recordedCount) }
    try end.exit(failed: delivery.hasFailed)
  }

  /// What `auto` comes to.
  var recordFormat: RecordFormat { format.resolved(isTerminal: output == nil && Terminal.isStandardOutput) }

  /// A single clip runs in this process.
  private func analyze(_ clip: ClipPath, baselines: ClipBaselines, _ run: AnalyzeRun) throws -> BatchEnd {
    let analyzer = ClipAnalyzer(models: run.models, options: recognition.analysis, baselines: baselines) {
      Interruption.process.isRequested
    }
    do {
      _ = try run.delivery.deliver(analyzer.analyze(clip))
      return .finished
    } catch is CancellationError {
      return .interrupted
    }
  }
}

extension RecordFormatChoice: ExpressibleByArgument {}

extension Shard: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
