import ArgumentParser
import Batch
import Runs
import System

/// The number of workers.
struct JobOptions: ParsableArguments {
  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    parsing: .unconditional,
    help: ArgumentHelp("Number of workers; default: the available cores.", valueName: "N"),
    transform: { try wholeNumber($0, in: 1...1024) }
  )
  var jobs: Int?

  var workerCount: Int { jobs ?? Jobs.defaultCount }
}

/// The inputs' separator and the number of workers.
struct BatchOptions: ParsableArguments {
  @OptionGroup var jobs: JobOptions

  @Flag(name: .customShort("0"), help: "With '-': paths on standard input are separated by NUL, not by newlines.")
  var nullSeparated = false

  func inputs(_ paths: [ClipPath]) -> ClipInputs {
    ClipInputs(paths, separator: nullSeparated ? .null : .newline)
  }
}

/// The batch options of `analyze`.
struct AnalysisBatchOptions: ParsableArguments {
  @OptionGroup var common: BatchOptions

  @Option(
    help: ArgumentHelp(
      "Analyse only the I-th of N parts of the clips, split by a hash of their paths (with --speaker-by: speakers).",
      valueName: "I/N"
    ),
    transform: { text in
      guard let shard = Shard(text) else {
        throw ValidationError("it takes two whole numbers, 1 ≤ I ≤ N, such as 2/4 for the second quarter")
      }
      return shard
    }
  )
  var shard: Shard?

  @Flag(help: "Stop at the first clip that fails.")
  var strict = false

  func inputs(_ paths: [ClipPath]) -> ClipInputs { common.inputs(paths) }

  var workerCount: Int { common.jobs.workerCount }
}

/// Messages on standard error.
struct MessageOptions: ParsableArguments {
  @Flag(name: .customLong("no-progress"), help: "Show no progress.")
  var noProgress = false

  @Flag(name: .shortAndLong, help: "Show errors only.")
  var quiet = false

  @Flag(
    name: .shortAndLong,
    help: "Also say what is used (model, weights, BLAS kernels, workers), and report on each clip or epoch."
  )
  var verbose = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose contradict each other") }
  }

  var messages: Messages {
    Messages(hidesProgress: noProgress, isQuiet: quiet, isVerbose: verbose)
  }
}

/// Parses a whole number. Throws `ValidationError`, which says what is valid.
func wholeNumber<Number: FixedWidthInteger & LosslessStringConvertible>(
  _ text: String,
  in range: ClosedRange<Number>
) throws -> Number {
  guard let number = Number(text), range.contains(number) else {
    let end = range.upperBound == .max ? "or more" : "to \(range.upperBound)"
    throw ValidationError("it takes a whole number, \(range.lowerBound) \(end)")
  }
  return number
}
