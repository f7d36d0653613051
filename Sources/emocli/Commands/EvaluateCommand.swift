import ArgumentParser
import Runs
import System

struct EvaluateCommand: ParsableCommand {
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
    name: .customLong(EvaluationRequest.recordsOption),
    help: ArgumentHelp("Write each clip's record there, as JSON Lines; an older FILE is replaced.", valueName: "FILE")
  )
  var records: ClipPath?

  @Flag(help: "Score each clip against all of its speaker's in the manifest, whatever they are labelled.")
  var personalBaseline = false

  @Option(name: .shortAndLong, help: ArgumentHelp("How the figures are written.", valueName: "table|json"))
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
    (request.model, request.records, request.isPersonal, request.format) = (model, records, personalBaseline, format)
    (request.workerCount, request.messages) = (jobs.workerCount, messages.messages)
    return request
  }
}

extension EvaluationRequest.Format: ExpressibleByArgument {}
