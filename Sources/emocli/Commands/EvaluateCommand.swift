import ArgumentParser
import Perception
import Recognition
import Runs
import System

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: CommandHelp.evaluate.abstract,
    discussion: CommandHelp.evaluate.discussion
  )

  enum EncoderSelection: OptionSelection {
    static var rows: [any AnalysisOption] { AnalysisOptions.rows(\.voiceEncoder) }
  }

  @Option(
    help: ArgumentHelp("Table of the labelled clips.", valueName: "FILE.csv"),
    completion: .file(extensions: ["csv"])
  )
  var manifest: ClipPath

  @Option(
    help: ArgumentHelp("Fusion model to use instead of the shipped one.", valueName: "FILE"),
    completion: .file(extensions: ["safetensors"])
  )
  var model: ClipPath?

  @OptionGroup var encoder: OptionTable<EncoderSelection>

  @Option(
    name: .customLong(EvaluationRequest.recordsOption),
    help: ArgumentHelp(
      "Write each clip's record to FILE as JSON Lines, or by its ending as .csv or .json, replacing an older one.",
      valueName: "FILE"
    )
  )
  var records: ClipPath?

  @Flag(help: "Score each clip against its speaker's baseline over all rows; the baseline does not use labels.")
  var personalBaseline = false

  @Option(name: .shortAndLong, help: ArgumentHelp("Output format.", valueName: "table|json"))
  var format = EvaluationRequest.Format.table

  @OptionGroup(title: "Batch") var jobs: JobOptions

  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    if manifest.bytes.isEmpty { throw ValidationError("--manifest takes a file") }
    try Emocli.checkingUsage { try request.checkRecords(inputs: [manifest]) }
  }

  func run() throws {
    try Emocli.end(request.run)
  }

  private var request: EvaluationRequest {
    var request = EvaluationRequest(manifest)
    request.models = ModelChoice(fusion: model, voice: VoiceEncoderChoice(encoder.options.voiceEncoder))
    (request.records, request.usesBaselines, request.format) = (records, personalBaseline, format)
    (request.workerCount, request.messages) = (jobs.workerCount, messages.messages)
    return request
  }
}

extension EvaluationRequest.Format: ExpressibleByArgument {}
