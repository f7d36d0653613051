import CProcess
import Foundation
import Glibc
import TestSupport

/// Starts a process with pipes to its three standard streams.
enum ChildProcess {
  /// The process and the parent's ends of its pipes.
  struct Started {
    let process: pid_t
    let input: Int32
    let output: Int32
    let error: Int32
  }

  static func start(
    _ arguments: [Argument],
    environment: [String: String?],
    directory: String?,
    executable: String
  ) throws -> Started {
    // Report a program that stopped reading as an error of write(2).
    signal(SIGPIPE, SIG_IGN)
    let pipes = try (0..<3).map { _ in try makePipe() }
    // `env --chdir` changes the directory, then executes the program.
    let starter = directory == nil ? executable : "/usr/bin/env"
    let prefix: [Argument] = directory.map { ["env", "--chdir=\($0)", Argument(executable)] } ?? [Argument(executable)]
    var words = copies(prefix + arguments)
    var variables = copies(changed(environment).map { Argument("\($0)=\($1)") })
    defer { for copy in words + variables { free(copy) } }
    var process: pid_t = 0
    let streams = [pipes[0].reading, pipes[1].writing, pipes[2].writing]
    let code = process_start(starter, &words, &variables, streams, &process)
    for end in streams { close(end) }
    let started = Started(
      process: process,
      input: pipes[0].writing,
      output: pipes[1].reading,
      error: pipes[2].reading
    )
    guard code == 0 else {
      for end in [started.input, started.output, started.error] { close(end) }
      throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL)
    }
    return started
  }

  private static func makePipe() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard process_pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
    return (ends[0], ends[1])
  }

  private static func copies(_ words: [Argument]) -> [UnsafeMutablePointer<CChar>?] {
    words.map { word in (word.bytes + [0]).withUnsafeBytes { strdup($0.bindMemory(to: CChar.self).baseAddress!) } } + [
      nil
    ]
  }

  /// Returns this process's environment with the changes; nil removes a variable.
  private static func changed(_ changes: [String: String?]) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    environment["EMOCLI_MODELS"] = Repository.models
    for (name, value) in changes { environment[name] = value }
    return environment
  }
}
