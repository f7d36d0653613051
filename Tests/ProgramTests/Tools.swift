import Foundation
import TestSupport

/// External programs that some tests need.
enum Tools {
  static let hasFFmpeg = find("ffmpeg") != nil
  static let hasSetpriv = find("setpriv") != nil

  static func find(_ name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs `ffmpeg` with the arguments in `arguments`, the last of which is the output file.
  static func ffmpeg(_ arguments: String) throws {
    let result = try Program.run(
      .words("-nostdin -hide_banner -loglevel error -y \(arguments)"),
      executable: find("ffmpeg")!
    )
    if result.status != 0 { throw Failure(message: result.error) }
  }

  /// Compiles a C file of the repository to a library with Swift's compiler, and returns its path.
  static func compile(_ source: String, to library: String) throws -> String {
    let words = ["-shared", "-fPIC", "-o", library, "\(Repository.root)/\(source)", "-ldl"].map { Argument($0) }
    guard let compiler = find("clang") ?? find("cc") else { throw Failure(message: "no C compiler") }
    let result = try Program.run(words, executable: compiler)
    if result.status != 0 { throw Failure(message: result.error) }
    return library
  }

  /// Copies the program with a separate process. A file that this process, or a child it has just started, holds open
  /// for writing cannot be executed.
  static func copyProgram(to path: String) throws {
    let result = try Program.run([Argument(Program.path), Argument(path)], executable: find("cp")!)
    if result.status != 0 { throw Failure(message: result.error) }
  }

  /// Writes a file into a FIFO once it has a reader.
  static func feed(_ source: String, into pipe: String) throws -> RunningProgram {
    try RunningProgram(["-c", "cat \"$0\" > \"$1\"", Argument(source), Argument(pipe)], executable: "/bin/sh")
  }

  struct Failure: Error {
    let message: String
  }
}
