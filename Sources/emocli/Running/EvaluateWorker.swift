import ArgumentParser
import Batch
import Recognition
import System

/// Works on the clips of a manifest for `evaluate`.
struct EvaluateWorker: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "evaluate", shouldDisplay: false)

  @Option var model: ClipPath?
  @Option var encoders: ClipPath?

  @Flag(help: "Answer also with what it takes to score the clips again.")
  var measures = false

  func run() throws {
    let loop = try WorkerLoop()
    let models = try Stop.unlessStarted(MessageOptions.errorLogger) {
      try Models(fusionModel: model, encoders: encoders)
    }
    loop.run { message, announceDuration in
      let job = ManifestJob(message: message)
      let analyzer = ClipAnalyzer(models: models, options: job.analysis)
      return analyzer.payloads(of: job.clip, measures: measures, announceDuration: announceDuration)
    }
  }
}
