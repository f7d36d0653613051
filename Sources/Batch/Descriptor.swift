import CProcess
import Glibc

/// System calls on file descriptors. Interrupted calls are retried.
enum Descriptor {
  /// The result of one read.
  enum ReadResult: Equatable {
    case bytes(Int)
    case end
    /// No data is available now.
    case wouldBlock
    case failed(code: Int32)
  }

  /// Returns a pipe that child programs do not inherit. Both descriptors are at least 3.
  static func makePipe() throws(BatchError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    let code = process_pipe(&ends)
    guard code == 0 else { throw BatchError.systemCall("pipe", code: code) }
    return (ends[0], ends[1])
  }

  static func makeNonBlocking(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  /// Calls read(2) once, for at most the buffer's size.
  static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> ReadResult {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count > 0 { return .bytes(count) }
      if count == 0 { return .end }
      if errno == EINTR { continue }
      return errno == EAGAIN ? .wouldBlock : .failed(code: errno)
    }
  }

  /// Calls write(2) once. Returns the number of bytes written, 0 if there is no room now, or nil if the reader is gone.
  static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Int? {
    while true {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 { return count }
      if errno == EINTR { continue }
      return errno == EAGAIN ? 0 : nil
    }
  }

  /// Waits until `descriptor` or `other` is readable. Returns false if the time runs out first.
  @discardableResult
  static func waitReadable(_ descriptor: Int32, or other: Int32 = -1, milliseconds: Int32) -> Bool {
    var entries = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: other, events: Int16(POLLIN), revents: 0),
    ]
    return poll(&entries, 2, milliseconds) != 0
  }
}

/// Returns the monotonic clock in seconds. The clock stops while the machine sleeps.
func monotonicSeconds() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
}
