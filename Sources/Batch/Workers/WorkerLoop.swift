import CProcess
import Glibc
import System

/// The worker's side of a batch: receives clips from the parent one by one and answers each.
///
/// Create it first in the worker process, then load what the work needs, then call `run`: the parent sends no job
/// before. A worker that fails to load reports why on standard error and exits.
public struct WorkerLoop {
  private let input: Int32
  private let output: Int32

  /// Turns this process into a worker. It dies with its parent, leaves SIGINT to the parent, writes no core dump and
  /// has at most `addressSpaceLimitBytes` of address space. The parent's pipes move away from descriptors 0 and 1:
  /// standard input becomes empty, and printed output goes to standard error.
  ///
  /// Throws `BatchError.systemCall` if the descriptors cannot be set up.
  public init(addressSpaceLimitBytes: Int = 8 << 30) throws(BatchError) {
    process_die_with_parent()
    signal(SIGINT, SIG_IGN)
    signal(SIGPIPE, SIG_DFL)
    ResourceLimits.dumpNoCore()
    ResourceLimits.limitAddressSpace(bytes: addressSpaceLimitBytes)
    input = try Self.moveAway(STDIN_FILENO)
    output = try Self.moveAway(STDOUT_FILENO)
    let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
    guard nothing >= 0, dup2(nothing, STDIN_FILENO) >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else {
      throw BatchError.systemCall("dup2", code: errno)
    }
    // If the user closed standard error, `nothing` now is standard error.
    if nothing > STDERR_FILENO { close(nothing) }
  }

  private static func moveAway(_ descriptor: Int32) throws(BatchError) -> Int32 {
    let moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    guard moved >= 0 else { throw BatchError.systemCall("fcntl", code: errno) }
    return moved
  }

  /// Announces that the worker is ready and handles jobs until the parent closes the pipe or exits.
  ///
  /// `handle` receives the clip's path and a function that announces the clip's duration in seconds, from which the
  /// parent sets the time limit. It may be called again when the duration is known better. `handle` returns the
  /// answer's payloads, at most 1 GiB each, which the parent passes on unchanged.
  public func run(handle: (ClipPath, _ announceDuration: @escaping (Double) -> Void) -> [[UInt8]]) {
    guard send(.hello(version: WorkerMessage.version)) else { return }
    var buffer = MessageBuffer()
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { chunk.deallocate() }
    while case .bytes(let count) = Descriptor.read(input, into: chunk) {
      buffer.append(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
      while let message = try? buffer.next() {
        guard case .job(let job, let path) = message else { return }
        let payloads = handle(ClipPath(bytes: path)) { _ = send(.duration(job, seconds: $0)) }
        for payload in payloads {
          guard send(.payload(job, payload)) else { return }
        }
        guard send(.done(job)) else { return }
      }
    }
  }

  private func send(_ message: WorkerMessage) -> Bool {
    let bytes = message.encoded
    var sent = 0
    while sent < bytes.count {
      guard let count = Descriptor.write(output, bytes[sent...]) else { return false }
      sent += count
    }
    return true
  }
}
