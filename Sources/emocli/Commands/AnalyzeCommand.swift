import ArgumentParser
import Batch
import Recognition
import Reporting
import Runs
import System

struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: CommandHelp.analyze.abstract,
    discussion: CommandHelp.analyze.discussion
  )

  @Argument(help: ArgumentHelp("Clips, directories, or '-' for paths on standard input.", valueName: "input"))
  var inputs: [ClipPath]

  @OptionGroup(title: "Recognition") var recognition: RecognitionOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Output format; auto: a table on a terminal, JSON Lines otherwise.",
      valueName: "auto|table|json|jsonl|csv"
    )
  )
  var format = RecordFormatChoice.auto

  @Option(
    help: ArgumentHelp("Write only these keys, in this order.", valueName: "a,b.c"),
    transform: { try FieldSelection(parsing: $0) }
  )
  var fields: FieldSelection?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the records to FILE, replacing an older one unless --resume is given.", valueName: "FILE")
  )
  var output: ClipPath?

  @Flag(
    help: ArgumentHelp(
      "Continue FILE (JSON Lines or CSV): skip unchanged clips that it records as ok."
    )
  )
  var resume = false

  @OptionGroup(title: "Batch") var batch: BatchOptions

  @Option(
    help: ArgumentHelp(
      "Analyse only the I-th of N parts of the clips, split by a hash of their paths.",
      valueName: "I/N"
    )
  )
  var shard: Shard?

  @Flag(help: "Stop at the first clip that fails.")
  var strict = false

  @OptionGroup(title: "Sidecar files") var sidecars: SidecarOptions

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
      if !recordFormat.isAppendable { throw ValidationError("--resume continues jsonl or csv only") }
      if fields != nil { throw ValidationError("--resume needs whole records, not --fields") }
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

  /// The format that `auto` stands for.
  private var recordFormat: RecordFormat {
    format.resolved(isTerminal: output == nil && Terminal.isStandardOutput)
  }
}

extension RecordFormatChoice: ExpressibleByArgument {}

extension Shard: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
