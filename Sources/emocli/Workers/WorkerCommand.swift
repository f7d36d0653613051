import ArgumentParser
import Perception
import Recognition
import Runs
import System

/// A worker process of a batch, started by the program itself, not by users.
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: WorkerKind.command,
    abstract: "Work on clips for a batch.",
    shouldDisplay: false,
    subcommands: [AnalyzeWorker.self, FeaturesWorker.self, EvaluateWorker.self, MeasureWorker.self]
  )
}

private struct AnalyzeWorker: ParsableCommand {
  static let configuration = CommandConfiguration(.analyze)

  @OptionGroup var recognition: RecognitionOptions

  @Option(name: .worker(.input)) var inputs: [ClipPath] = []
  @Flag(name: .worker(.measures)) var measures = false

  func run() throws {
    try Emocli.work(AnalysisWorker(recognition.analysis, inputs: inputs, measures: measures).run)
  }
}

private struct FeaturesWorker: ParsableCommand {
  static let configuration = CommandConfiguration(.features)

  @OptionGroup var features: FeatureOptions

  @Option(name: .worker(.spool)) var spool: ClipPath

  func run() throws {
    try Emocli.work(FeatureWorker(try features.measurement(), spool: spool).run)
  }
}

private struct EvaluateWorker: ParsableCommand {
  static let configuration = CommandConfiguration(.evaluate)

  @Option(name: .worker(.model)) var model: ClipPath?
  @OptionGroup var voice: WorkerVoice
  @Flag(name: .worker(.measures)) var measures = false

  func run() throws {
    try Emocli.work(ManifestWorker(ModelChoice(fusion: model, voice: voice.choice), measures: measures).run)
  }
}

private struct MeasureWorker: ParsableCommand {
  static let configuration = CommandConfiguration(.measure)

  @Option(name: .worker(.cache)) var cache: ClipPath
  @Option(name: .worker(.cacheLimit)) var cacheLimit: Int
  @Option(name: .worker(.networkChecksum)) var networkChecksum: String
  @OptionGroup var voice: WorkerVoice

  func run() throws {
    let worker = ExtractionWorker(
      cache: CacheLocation(folder: cache, limit: cacheLimit),
      voice: voice.choice,
      networkChecksum: networkChecksum
    )
    try Emocli.work(worker.run)
  }
}

/// The voice encoder of a worker; the shipped one without options.
private struct WorkerVoice: ParsableArguments {
  @Option(name: .worker(.voiceEncoder)) var voiceEncoder: ClipPath?

  var choice: VoiceEncoderChoice { VoiceEncoderChoice(voiceEncoder) }
}

extension Emocli {
  /// Runs until the parent has no more work.
  fileprivate static func work(_ run: () throws -> Void) throws {
    try end {
      try run()
      return .success
    }
  }
}

extension CommandConfiguration {
  fileprivate init(_ kind: WorkerKind) {
    self.init(commandName: kind.rawValue, shouldDisplay: false)
  }
}

extension NameSpecification {
  fileprivate static func worker(_ option: WorkerOption) -> NameSpecification {
    .customLong(option.rawValue)
  }
}
