import ArgumentParser
import Foundation
import Media

/// How many clips there are and how they are worked on.
struct BatchOptions: ParsableArguments {
  @OptionGroup var jobs: JobOptions

  @Flag(name: .customShort("0"), help: "Paths on standard input end with NUL instead of a new line.")
  var nullSeparated = false

  /// Throws `ValidationError` when the file to write is one of those to read, which it would destroy.
  static func check(output: ClipPath?, inputs: [ClipPath], option: String = "--output") throws {
    guard let output else { return }
    if output.bytes.isEmpty { throw ValidationError("\(option) takes a file") }
    if let target = identity(output), inputs.contains(where: { identity($0) == target }) {
      throw ValidationError("\(option) names one of the files to read")
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
