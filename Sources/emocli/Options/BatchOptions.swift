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
    return Self.fileType(of: inputs[0]) == S_IFDIR ? nil : inputs[0]
  }

  /// Whether reading the clip may wait for somebody, as with a pipe. Only a process of its own can be interrupted then.
  static func mayStall(_ clip: ClipPath) -> Bool {
    fileType(of: clip).map { $0 != S_IFREG } ?? false
  }

  private static func fileType(of path: ClipPath) -> mode_t? {
    var status = stat()
    return path.withCString { stat($0, &status) } == 0 ? status.st_mode & S_IFMT : nil
  }
}
