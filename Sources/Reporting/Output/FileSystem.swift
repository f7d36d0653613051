import Glibc
import Media
import Synchronization

/// The few calls to the system that output needs, with their interruptions seen to.
enum FileSystem {
  struct WriteFailure: Error {
    let errno: Int32
  }

  /// Writes all the bytes; goes on after an interruption, waits where the reader is slow.
  static func write(_ bytes: [UInt8], to descriptor: Int32) throws(WriteFailure) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, $0.count - done) }
      if count >= 0 {
        done += count
      } else if errno == EAGAIN {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, -1)
      } else if errno != EINTR {
        throw WriteFailure(errno: errno)
      }
    }
  }

  /// What the path leads to, links followed; `nil` when nothing is there or it cannot be asked.
  static func status(of path: ClipPath) -> stat? {
    var status = stat()
    return path.withCString { stat($0, &status) } == 0 ? status : nil
  }

  /// The path without symbolic links, or the path itself when nothing is there yet.
  static func resolvingLinks(_ path: ClipPath) -> ClipPath {
    guard let resolved = path.withCString({ realpath($0, nil) }) else { return path }
    defer { free(resolved) }
    return ClipPath(bytes: UnsafeBufferPointer(start: resolved, count: strlen(resolved)).map { UInt8(bitPattern: $0) })
  }

  /// The path of a hidden file in the same directory, which no other process and no earlier call uses.
  static func temporaryName(beside path: ClipPath) -> ClipPath {
    let number = counter.add(1, ordering: .relaxed).newValue
    let directory = path.bytes.lastIndex(of: UInt8(ascii: "/")).map { path.bytes[...$0] } ?? []
    return ClipPath(bytes: Array(directory) + Array(".emocli-\(getpid())-\(number).tmp".utf8))
  }

  private static let counter = Atomic<Int>(0)
}
