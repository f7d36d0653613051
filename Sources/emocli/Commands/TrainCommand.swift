import ArgumentParser
import Runs

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a fusion model on labelled clips.",
    discussion: """
      The manifest is a CSV file with the columns 'path' (relative to it) and 'emotion', and where they are there \
      'speaker', 'corpus', 'split', 'fold' and 'face_csv'. Rows whose split is 'test' are left out; those whose split is \
      'valid', or else the clips of an eighth of the people, say when it has learnt enough. With --folds the figures on \
      strangers go to standard output. Interrupted, it saves where it is, and --resume goes on. Exit status: 0 when all \
      went well, 1 when a clip could not be used, 2 when nothing could be started, 64 for wrong usage, 130 or 143 when \
      interrupted.
      """
  )

  @OptionGroup(title: "Training") var options: TrainOptions

  @OptionGroup(title: "Reports") var reports: TrainReportOptions

  @OptionGroup(title: "Batch") var jobs: JobOptions

  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    if options.folds == nil {
      if reports.records != nil { throw ValidationError("--records needs --folds") }
      if reports.foldModels != nil { throw ValidationError("--fold-models needs --folds") }
    }
    try Emocli.checkingUsage { try request.checkOutputs() }
  }

  func run() throws {
    try Emocli.end(request.run)
  }

  private var request: TrainingRequest {
    var request = options.request
    reports.add(to: &request)
    (request.workerCount, request.messages) = (jobs.workerCount, messages.messages)
    return request
  }
}
