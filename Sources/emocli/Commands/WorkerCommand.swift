import ArgumentParser
import Batch
import Foundation
import Media
import Recognition
import Records

/// A worker process of a batch. Started by the program itself, not by users.
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Work on clips for a batch.",
    shouldDisplay: false,
    subcommands: [AnalyzeWorker.self, FeaturesWorker.self, EvaluateWorker.self, MeasureWorker.self]
  )

  /// What makes this program a worker; `words` as its options take them.
  static func arguments(_ worker: any ParsableCommand.Type, _ words: [String]) -> [[UInt8]] {
    let names = ["emocli", configuration.commandName!, worker.configuration.commandName!]
    return (names + words).map(RawArguments.bytes)
  }
}

struct AnalyzeWorker: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "analyze", shouldDisplay: false)

  @OptionGroup var recognition: RecognitionOptions

  func run() throws {
    let loop = try WorkerLoop()
    let models = try Stop.unlessStarted(MessageOptions.errorLogger) { try recognition.loadModels() }
    let analyzer = ClipAnalyzer(models: models, options: recognition.analysis)
    loop.run { path, announceDuration in
      let records = (try? analyzer.analyze(path, announceDuration: announceDuration)) ?? []
      return records.map { $0.json.utf8() }
    }
  }
}

struct FeaturesWorker: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "features", shouldDisplay: false)

  @OptionGroup var features: FeatureOptions

  @Option(help: "The folder for each clip's rows.")
  var spool: ClipPath

  func run() throws {
    let loop = try WorkerLoop()
    let rows = try Stop.unlessStarted(MessageOptions.errorLogger) { try FeatureRows(features) }
    var number = 0
    loop.run { path, announceDuration in
      number += 1
      let answer = answer(path, rows: rows, number: number, announceDuration: announceDuration)
      return [(try? Array(JSONEncoder().encode(answer))) ?? []]
    }
  }
}
