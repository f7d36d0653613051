import Foundation
import Glibc

/// A running program with pipes to its three standard streams. It is killed after a time limit or when dropped.
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
    let child = try ChildProcess.start(
      arguments,
      environment: environment,
      directory: directory,
      executable: executable
    )
    process = child.process
    (input, outputPipe, errorPipe) = (child.input, child.output, child.error)
    deadline = .now + .seconds(seconds)
  }

  deinit {
    if !hasEnded { _ = end(killing: true) }
    for descriptor in [input, outputPipe, errorPipe] where descriptor >= 0 { close(descriptor) }
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

  /// Closes the output, like a reader that has seen enough.
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

  /// Whether standard output has unread bytes.
  var hasOutput: Bool {
    var entry = pollfd(fd: outputPipe, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) > 0
  }

  /// Reads until standard output has `count` lines. Returns false if the streams end or the time runs out first.
  func waitForLines(_ count: Int) -> Bool {
    while output.count(where: { $0 == 10 }) < count {
      guard readMore() else { return false }
    }
    return true
  }

  /// Reads both streams to their ends and waits for the program to exit.
  func waitForEnd() -> Program.Result {
    while readMore() {}
    return end(killing: .now >= deadline)
  }

  /// Waits for output and reads it. Returns false after both streams have ended or the time limit.
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
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = Int(status & 0x7f)
    return Program.Result(
      status: signal == 0 ? Int((status >> 8) & 0xff) : 256 + signal,
      output: output,
      error: String(decoding: error, as: UTF8.self)
    )
  }
}
