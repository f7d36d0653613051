import ArgumentParser
import Batch
import Runs
import System

/// The number of clips processed at once.
struct JobOptions: ParsableArguments {
  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: ArgumentHelp("Clips worked on at once; default: the cores available.", valueName: "N")
  )
  var jobs: Int?

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs takes 1 to 1024") }
  }

  var workerCount: Int { jobs ?? Jobs.defaultCount }
}

/// The inputs and how they are processed.
struct BatchOptions: ParsableArguments {
  @OptionGroup var jobs: JobOptions

  @Flag(name: .customShort("0"), help: "Paths on standard input end with NUL instead of a new line.")
  var nullSeparated = false

  func inputs(_ paths: [ClipPath]) -> ClipInputs {
    ClipInputs(paths, separator: nullSeparated ? .null : .newline)
  }
}

/// The messages to the user besides the results, always on standard error.
struct MessageOptions: ParsableArguments {
  @Flag(name: .customLong("no-progress"), help: "Show no progress.")
  var noProgress = false

  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say more about what is done.")
  var verbose = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose contradict each other") }
  }

  var messages: Messages {
    Messages(hidesProgress: noProgress, isQuiet: quiet, isVerbose: verbose)
  }
}
