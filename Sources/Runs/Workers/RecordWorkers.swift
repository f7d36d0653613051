import Batch
import Recognition
import System

/// Analyses the clips of a batch for `analyze` in a process of its own.
public struct AnalysisWorker {
  private let options: AnalysisOptions
  private let inputs: InputFolders
  private let measures: Bool

  /// - Parameters:
  ///   - inputs: The directories below which the clips are found, if their transcripts depend on it.
  ///   - measures: Whether to also return the measurements from which clips can be rescored.
  public init(_ options: AnalysisOptions, inputs: [ClipPath], measures: Bool) {
    (self.options, self.inputs, self.measures) = (options, InputFolders(inputs), measures)
  }

  /// Analyses clips until the parent has no more. Throws `ExitStatus.notStarted`, and `BatchError` if the process
  /// cannot become a worker.
  public func run() throws {
    let loop = try WorkerLoop()
    let analyzer = try ExitStatus.unlessStarted(Messages.errorLogger) {
      var baselines = ClipBaselines()
      if !measures, case .known(let known) = try SpeakerSetup(options) { baselines = known }
      return ClipAnalyzer(
        models: try Models(options.models),
        options: options,
        baselines: baselines,
        transcripts: try ClipTranscripts(options, inputs: inputs)
      )
    }
    loop.run { path, announceDuration in
      analyzer.payloads(of: path, measures: measures, announceDuration: announceDuration)
    }
  }
}

/// Analyses the clips of a manifest for `evaluate` and `train` in a process of its own.
public struct ManifestWorker {
  private let choice: ModelChoice
  private let measures: Bool

  /// - Parameter measures: Whether to also return the measurements from which clips can be rescored.
  public init(_ choice: ModelChoice, measures: Bool) {
    (self.choice, self.measures) = (choice, measures)
  }

  /// Analyses clips until the parent has no more. Throws as `AnalysisWorker.run`.
  public func run() throws {
    let loop = try WorkerLoop()
    let models = try ExitStatus.unlessStarted(Messages.errorLogger) {
      try Models(choice)
    }
    loop.run { message, announceDuration in
      do {
        let job = try ManifestJob(message: message)
        let analyzer = ClipAnalyzer(models: models, options: job.analysis)
        return analyzer.payloads(of: job.clip, measures: measures, announceDuration: announceDuration)
      } catch {
        return measures
          ? WorkerAnswer.measured(of: message) { throw error } : WorkerAnswer.records(of: message) { throw error }
      }
    }
  }
}

extension ClipAnalyzer {
  /// Returns a worker's answer for a clip: its records, or with `measures` its measured records.
  fileprivate func payloads(
    of path: ClipPath,
    measures: Bool,
    announceDuration: @escaping (Double) -> Void
  ) -> [[UInt8]] {
    measures
      ? WorkerAnswer.measured(of: path) { try measure(path, announceDuration: announceDuration) }
      : WorkerAnswer.records(of: path) { try analyze(path, announceDuration: announceDuration) }
  }
}
