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

  /// Throws `ValidationError` when the file to write is one of the clips to read, which it would destroy.
  static func check(output: ClipPath?, inputs: [ClipPath]) throws {
    guard let output else { return }
    if output.bytes.isEmpty { throw ValidationError("--output takes a file") }
    if let target = identity(output), inputs.contains(where: { identity($0) == target }) {
      throw ValidationError("--output names one of the clips to read")
    }
  }

  /// Device and number of a regular file.
  private static func identity(_ path: ClipPath) -> [UInt64]? {
    guard let status = status(of: path), status.st_mode & S_IFMT == S_IFREG else { return nil }
    return [UInt64(status.st_dev), UInt64(status.st_ino)]
  }

  /// The clip, when the inputs are just one and no directory.
  func onlyClip(of inputs: [ClipPath]) -> ClipPath? {
    guard inputs.count == 1, inputs[0] != ClipPath("-") else { return nil }
    guard let status = Self.status(of: inputs[0]), status.st_mode & S_IFMT == S_IFDIR else { return inputs[0] }
    return nil
  }

  private static func status(of path: ClipPath) -> stat? {
    var status = stat()
    return path.withCString { stat($0, &status) } == 0 ? status : nil
  }
}
