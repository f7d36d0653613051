import CProcess
import Glibc

/// System calls on file descriptors, with interrupted calls taken up again.
enum Descriptor {
  /// What one read brought.
  enum ReadResult: Equatable {
    case bytes(Int)
    case end
    /// Nothing there at the moment.
    case nothing
    case failed(code: Int32)
  }

  /// A pipe that no other program inherits; both ends are 3 or more.
  static func makePipe() throws(BatchError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    let code = process_pipe(&ends)
    guard code == 0 else { throw BatchError.systemCall("pipe", code: code) }
    return (ends[0], ends[1])
  }

  static func makeNonBlocking(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  /// One read(2) of at most the buffer's size.
  static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> ReadResult {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count > 0 { return .bytes(count) }
      if count == 0 { return .end }
      if errno == EINTR { continue }
      return errno == EAGAIN ? .nothing : .failed(code: errno)
    }
  }

  /// One write(2); the count of bytes taken, 0 when there is no room now, nil when nobody reads any more.
  static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Int? {
    while true {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 { return count }
      if errno == EINTR { continue }
      return errno == EAGAIN ? 0 : nil
    }
  }

  /// Waits until `descriptor` or `other` can be read, or the time is over. False when the time was over.
  @discardableResult
  static func waitReadable(_ descriptor: Int32, or other: Int32 = -1, milliseconds: Int32) -> Bool {
    var entries = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: other, events: Int16(POLLIN), revents: 0),
    ]
    return poll(&entries, 2, milliseconds) != 0
  }
}

/// Seconds of the monotonic clock, which stands still while the machine sleeps.
func monotonicSeconds() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
}
