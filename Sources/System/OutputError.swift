import Glibc

/// Where a writer's bytes go.
public protocol OutputSink: AnyObject {
  /// Writes all the bytes, with one call to the system where it takes them at once.
  func write(_ bytes: [UInt8]) throws(OutputError)

  /// Completes the output; nothing is written afterwards.
  func finish() throws(OutputError)
}

/// Why output could not be written.
public enum OutputError: Error, Equatable, Sendable {
  /// Another process writes its rows there.
  case inUse(ClipPath)
  /// The file, or the temporary file beside it, cannot be made or opened; with the system's error number.
  case cannotOpen(ClipPath, errno: Int32)
  /// No temporary file can be made in this folder; with the system's error number.
  case noTemporaryFile(ClipPath, errno: Int32)
  /// Writing failed half-way; with the system's error number. Without a path it was standard output.
  case cannotWrite(ClipPath?, errno: Int32)
  /// The finished file could not take its place; with the system's error number.
  case cannotReplace(ClipPath, errno: Int32)
  /// Whoever read the output has gone, as `head` does; nothing is wrong, but nothing more can be written.
  case closed
}

extension OutputError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .inUse(let path): "cannot write \(path): another process writes to it"
    case .cannotOpen(let path, let number): "cannot write \(path): \(Self.reason(number))"
    case .noTemporaryFile(let folder, let number):
      "no temporary file can be made in \(folder): \(Self.reason(number)); set TMPDIR"
    case .cannotWrite(let path, let number):
      "cannot write to \(path.map(\.description) ?? "standard output"): \(Self.reason(number))"
    case .cannotReplace(let path, let number): "cannot put \(path) into its place: \(Self.reason(number))"
    case .closed: "the output was closed"
    }
  }

  private static func reason(_ number: Int32) -> String {
    let text = strerror(number).map { String(cString: $0) } ?? "error \(number)"
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
