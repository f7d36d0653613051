import Foundation
import System
import TestSupport

/// The built program, run as users run it.
enum Program {
  /// Beside the test program.
  static let path: String = {
    let test = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (test as NSString).deletingLastPathComponent + "/emocli"
  }()

  /// What came of a run.
  struct Result {
    /// The exit status; of a process that a signal ended 256 and more.
    var status: Int
    var output: [UInt8]
    var error: String

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
  }

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - input: what it reads from standard input.
  ///   - environment: changes to this process's environment; nil takes a variable away.
  ///   - directory: where it runs; nil for here.
  ///   - executable: another program.
  ///   - seconds: after which it is killed.
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

/// A word of a command line: bytes, which need not be UTF-8.
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
  /// The words of a text without quotes or spaces inside a word.
  static func words(_ text: String) -> [Argument] {
    text.split(separator: " ").map { Argument(String($0)) }
  }
}
