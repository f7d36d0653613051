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
    if inputs.contains(where: { areSame($0, output) }) {
      throw ValidationError("\(option) names one of the files to read")
    }
  }

  /// Whether two paths lead to one regular file, or would if it were there.
  static func areSame(_ one: ClipPath, _ other: ClipPath) -> Bool {
    if let first = FileIdentity(one) { return first == FileIdentity(other) }
    return status(of: one) == nil && status(of: other) == nil && place(one) == place(other)
  }

  /// The folder of something that is not there, links followed, and its name.
  private static func place(_ path: ClipPath) -> [[UInt8]] {
    let slash = path.bytes.lastIndex(of: UInt8(ascii: "/"))
    let folder = ClipPath(bytes: slash.map { path.bytes[...$0] } ?? Array(".".utf8)[...])
    let resolved = folder.withCString { realpath($0, nil) }
    defer { free(resolved) }
    let bytes = resolved.map { UnsafeBufferPointer(start: $0, count: strlen($0)).map { UInt8(bitPattern: $0) } }
    return [bytes ?? folder.bytes, path.name.bytes]
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
