import Batch
import Perception
import System

/// The kinds of worker processes. A worker is this program with the arguments `worker`, the kind's name and options.
public enum WorkerKind: String, Sendable {
  /// Analyses clips.
  case analyze
  /// Measures the features of clips.
  case features
  /// Analyses the clips of a manifest.
  case evaluate
  /// Extracts the features of a manifest's clips for training.
  case measure

  /// The command whose subcommands are the kinds.
  public static let command = "worker"

  /// Returns a pool of workers of this kind.
  ///
  /// - Parameter words: The workers' options.
  func pool(_ words: [String], workerCount: Int, timeLimit: TimeLimit = TimeLimit()) -> WorkerPool {
    let arguments = ["emocli", Self.command, rawValue] + words
    return WorkerPool(
      WorkerPool.Configuration(
        arguments: arguments.map(RawArguments.bytes),
        workerCount: workerCount,
        timeLimit: timeLimit
      )
    )
  }
}

/// Options that only workers have.
public enum WorkerOption: String, Sendable {
  /// A flag: also return the measurements from which clips can be rescored.
  case measures
  /// An input directory, below which clips lie at the same depth as their transcripts.
  case input
  /// The directory of a voice encoder.
  case voiceEncoder = "voice-encoder"
  /// The fusion model.
  case model
  /// The directory for the clips' rows.
  case spool
  /// The directory of the feature cache.
  case cache
  /// The size of the feature cache in bytes, above which its oldest files are removed.
  case cacheLimit = "cache-limit"
  /// The checksum of the networks on which cached features depend.
  case networkChecksum = "network-checksum"

  var flag: String { "--\(rawValue)" }

  /// Returns the option with its value as one argument, so that no value is mistaken for an option.
  func word(_ value: String) -> String { "\(flag)=\(value)" }

  func word(_ path: ClipPath) -> String { word(RawArguments.escaped(path.bytes)) }

  /// The options that give a worker the same voice encoder.
  static func words(for voice: VoiceEncoderChoice) -> [String] {
    switch voice {
    case .shipped: []
    case .directory(let directory): [voiceEncoder.word(directory)]
    }
  }
}
