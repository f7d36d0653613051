import ArgumentParser
import Batch
import Foundation
import Media

/// How many clips there are and how they are worked on.
struct BatchOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Clips worked on at once; default: the cores available.", valueName: "N")
  )
  var jobs: Int?

  @Flag(name: .customShort("0"), help: "Paths on standard input end with NUL instead of a new line.")
  var nullSeparated = false

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs takes 1 to 1024") }
  }

  var workerCount: Int { jobs ?? Jobs.defaultCount }

  /// The clip, when the inputs are just one and no directory.
  func onlyClip(of inputs: [ClipPath]) -> ClipPath? {
    guard inputs.count == 1, inputs[0] != ClipPath("-") else { return nil }
    var status = stat()
    let exists = inputs[0].withCString { stat($0, &status) } == 0
    return exists && status.st_mode & S_IFMT == S_IFDIR ? nil : inputs[0]
  }
}
