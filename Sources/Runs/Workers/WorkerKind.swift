import Batch
import System

/// What the program's worker processes do. A worker is this program with the words `worker`, the kind's name and options.
public enum WorkerKind: String, Sendable {
  /// Analyses clips.
  case analyze
  /// Measures clips' features.
  case features
  /// Analyses the clips of a manifest.
  case evaluate
  /// Measures the clips of a manifest for a training.
  case measure

  /// The command that all kinds are subcommands of.
  public static let command = "worker"

  /// Workers of this kind.
  ///
  /// - Parameter words: for their options.
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

/// The options of workers that users' commands do not have.
public enum WorkerOption: String, Sendable {
  /// A flag: the worker answers also with what it takes to score the clips again.
  case measures
  /// The folder of another voice encoder than the shipped one.
  case encoders
  /// The fusion model.
  case model
  /// The folder for each clip's rows.
  case spool
  /// Where what was found is kept.
  case cache
  /// Of the networks that what is kept depends on.
  case networkChecksum = "network-checksum"

  var flag: String { "--\(rawValue)" }

  /// The option with its value, in one word, so that no value is taken for an option.
  func word(_ value: String) -> String { "\(flag)=\(value)" }

  func word(_ path: ClipPath) -> String { word(RawArguments.escaped(path.bytes)) }
}
