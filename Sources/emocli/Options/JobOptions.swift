import ArgumentParser
import Batch

/// How many clips are worked on at once.
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
