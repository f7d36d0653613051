import ArgumentParser
import Runs

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: CommandHelp.train.abstract,
    discussion: CommandHelp.train.discussion
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
