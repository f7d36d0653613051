import ArgumentParser
import Batch
import Recognition
import Reporting
import Runs
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
    let analysis = recognition.analysis
    let faceTable = analysis.faceTable?.path
    let baselineFlag = AnalysisOptions.flag(\.baselineFile)
    try Emocli.checkingUsage {
      try UsageError.check(output: output, inputs: inputs + (faceTable.map { [$0] } ?? []), option: "--output")
      let read = inputs + [faceTable, analysis.fusionModel].compactMap(\.self)
      try UsageError.check(output: analysis.baselineFile, inputs: read, option: baselineFlag)
    }
    if let output, let baseline = analysis.baselineFile, output.isSameFile(as: baseline) {
      throw ValidationError("\(baselineFlag) and --output name the same file")
    }
    if faceTable != nil, batch.inputs(inputs).onlyClip == nil {
      throw ValidationError("\(AnalysisOptions.flag(\.faceTable)) takes one clip")
    }
    if resume {
      if output == nil { throw ValidationError("--resume needs --output") }
      if !recordFormat.growsByRows { throw ValidationError("--resume goes on with jsonl or csv only") }
      if fields != nil { throw ValidationError("--resume and --fields contradict each other: it takes whole records") }
    }
  }

  func run() throws {
    var request = AnalysisRequest(batch.inputs(inputs), format: recordFormat)
    (request.options, request.sidecars) = (recognition.analysis, sidecars.sidecars)
    (request.fields, request.output, request.resumes) = (fields, output, resume)
    (request.shard, request.stopsAtFailure) = (shard, strict)
    (request.workerCount, request.messages) = (batch.jobs.workerCount, messages.messages)
    try Emocli.end(request.run)
  }

  /// The format to which `auto` resolves.
  private var recordFormat: RecordFormat {
    format.resolved(isTerminal: output == nil && Terminal.isStandardOutput)
  }
}

extension RecordFormatChoice: ExpressibleByArgument {}

extension Shard: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
