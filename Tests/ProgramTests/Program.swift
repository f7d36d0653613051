import Foundation
import System
import TestSupport

/// The built program, run like a user would.
enum Program {
  /// The program's path, beside the test program.
  static let path: String = {
    let test = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (test as NSString).deletingLastPathComponent + "/emocli"
  }()

  /// The result of a run.
  struct Result {
    /// The exit status, or 256 + signal for a process ended by a signal.
    var status: Int
    var output: [UInt8]
    var error: String

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
  }

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - input: The bytes on its standard input.
  ///   - environment: Changes to this process's environment; nil removes a variable.
  ///   - directory: The working directory, or nil for the current one.
  ///   - executable: The path of another program.
  ///   - seconds: The time after which it is killed.
  static func run(
    _ arguments: [Argument],
    input: [UInt8] = [],
    environment: [String: String?] = [:],
    directory: String? = nil,
    executable: String = path,
    seconds: Double = 90
  ) throws -> Result {
    let program = try RunningProgram(
      arguments,
      environment: environment,
      directory: directory,
      executable: executable,
      seconds: seconds
    )
    program.send(input)
    program.closeInput()
    return program.waitForEnd()
  }

  static func run(_ arguments: Argument...) throws -> Result {
    try run(arguments)
  }
}

/// A command-line argument: bytes, which may not be UTF-8.
struct Argument: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  let bytes: [UInt8]

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  init(_ path: ClipPath) {
    bytes = path.bytes
  }

  init(stringLiteral text: String) {
    self.init(text)
  }
}

extension [Argument] {
  /// Splits a text at spaces; there is no quoting.
  static func words(_ text: String) -> [Argument] {
    text.split(separator: " ").map { Argument(String($0)) }
  }
}
