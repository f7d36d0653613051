import CProcess
import Foundation
import Glibc
import TestSupport

/// A process of the program, with pipes to its three standard streams. Killed when it takes too long or is dropped.
final class RunningProgram {
  let process: pid_t
  private(set) var output: [UInt8] = []
  private(set) var error: [UInt8] = []

  private var input: Int32
  private var outputPipe: Int32
  private var errorPipe: Int32
  private let deadline: ContinuousClock.Instant
  private var hasEnded = false

  init(
    _ arguments: [Argument],
    environment: [String: String?] = [:],
    directory: String? = nil,
    executable: String = Program.path,
    seconds: Double = 90
  ) throws {
    // A program that no longer reads shows as an error of write(2).
    signal(SIGPIPE, SIG_IGN)
    let pipes = try (0..<3).map { _ in try Self.makePipe() }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipes[0].reading, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, pipes[1].writing, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, pipes[2].writing, STDERR_FILENO)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGPIPE, SIGINT, SIGTERM] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    // A program that changes its directory and becomes the one wanted.
    let starter = directory == nil ? executable : "/usr/bin/env"
    let prefix: [Argument] = directory.map { ["env", "--chdir=\($0)", Argument(executable)] } ?? [Argument(executable)]
    var words = Self.copies(prefix + arguments)
    var variables = Self.copies(Self.environment(environment).map { Argument("\($0)=\($1)") })
    defer { for copy in words + variables { free(copy) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, starter, &actions, &attributes, &words, &variables)
    close(pipes[0].reading)
    close(pipes[1].writing)
    close(pipes[2].writing)
    (input, outputPipe, errorPipe) = (pipes[0].writing, pipes[1].reading, pipes[2].reading)
    self.process = process
    deadline = .now + .seconds(seconds)
    guard code == 0 else {
      hasEnded = true
      throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL)
    }
  }

  deinit {
    if !hasEnded { _ = end(killing: true) }
    for descriptor in [input, outputPipe, errorPipe] where descriptor >= 0 { close(descriptor) }
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

  private static func environment(_ changes: [String: String?]) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    environment["EMOCLI_MODELS"] = Repository.models
    for (name, value) in changes { environment[name] = value }
    return environment
  }

  /// Writes to the program's standard input.
  func send(_ bytes: some Sequence<UInt8>) {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  func send(_ text: String) {
    send(text.utf8)
  }

  func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  /// As a reader that has seen enough.
  func closeOutput() {
    close(outputPipe)
    outputPipe = -1
  }

  func send(signal number: Int32) {
    kill(process, number)
  }

  var lines: [String] {
    String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Reads until so many lines have come on standard output, or the streams end; false when they did not come.
  func waitForLines(_ count: Int) -> Bool {
    while output.count(where: { $0 == 10 }) < count {
      guard readMore() else { return false }
    }
    return true
  }

  /// Reads both streams to their ends and waits for the program's.
  func waitForEnd() -> Program.Result {
    while readMore() {}
    return end(killing: .now >= deadline)
  }

  /// Waits for something to read and reads it; false when both streams have ended or the time is over.
  private func readMore() -> Bool {
    var entries = [outputPipe, errorPipe].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard entries.contains(where: { $0.fd >= 0 }), .now < deadline else { return false }
    guard poll(&entries, 2, 200) > 0 else { return true }
    if entries[0].revents != 0 { Self.read(&outputPipe, into: &output) }
    if entries[1].revents != 0 { Self.read(&errorPipe, into: &error) }
    return true
  }

  private static func read(_ descriptor: inout Int32, into bytes: inout [UInt8]) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    if count > 0 {
      bytes += buffer[..<count]
    } else {
      close(descriptor)
      descriptor = -1
    }
  }

  private func end(killing: Bool) -> Program.Result {
    hasEnded = true
    if killing { kill(process, SIGKILL) }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    let signal = Int(status & 0x7f)
    return Program.Result(
      status: signal == 0 ? Int((status >> 8) & 0xff) : 256 + signal,
      output: output,
      error: String(decoding: error, as: UTF8.self),
      peakBytes: usage.ru_maxrss << 10
    )
  }
}
