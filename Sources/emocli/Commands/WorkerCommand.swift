import ArgumentParser
import Batch
import Foundation
import Recognition
import System

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

  @Flag(help: "Answer also with what it takes to score the clips again.")
  var measures = false

  func run() throws {
    let loop = try WorkerLoop()
    let analyzer = try Stop.unlessStarted(MessageOptions.errorLogger) {
      var baselines = ClipBaselines()
      if !measures, case .known(let known) = try recognition.speakerKnowledge() { baselines = known }
      return ClipAnalyzer(models: try recognition.loadModels(), options: recognition.analysis, baselines: baselines)
    }
    loop.run { path, announceDuration in
      analyzer.payloads(of: path, measures: measures, announceDuration: announceDuration)
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
