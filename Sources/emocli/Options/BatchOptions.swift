import ArgumentParser
import Foundation
import System

/// How many clips there are and how they are worked on.
struct BatchOptions: ParsableArguments {
  @OptionGroup var jobs: JobOptions

  @Flag(name: .customShort("0"), help: "Paths on standard input end with NUL instead of a new line.")
  var nullSeparated = false

  /// Throws `ValidationError` when the file to write is one of those to read, which it would destroy.
  static func check(output: ClipPath?, inputs: [ClipPath], option: String = "--output") throws {
    guard let output else { return }
    if output.bytes.isEmpty { throw ValidationError("\(option) takes a file") }
    if inputs.contains(where: { $0.isSameFile(as: output) }) {
      throw ValidationError("\(option) names one of the files to read")
    }
  }

  /// The clip, when the inputs are just one and no directory.
  func onlyClip(of inputs: [ClipPath]) -> ClipPath? {
    guard inputs.count == 1, inputs[0] != ClipPath("-") else { return nil }
    return FileStatus(of: inputs[0])?.kind == .directory ? nil : inputs[0]
  }
}
