import Glibc
import Synchronization

/// The few calls to the system that files need, with their interruptions seen to.
public enum FileSystem {
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

  /// Makes a folder and those above it where they are not there. Throws `OutputError.cannotOpen`.
  public static func makeFolder(_ path: ClipPath) throws(OutputError) {
    func isFolder() -> Bool { FileStatus(of: path)?.kind == .directory }
    if isFolder() { return }
    let slash = UInt8(ascii: "/")
    if let end = path.bytes.lastIndex(of: slash), end > 0 { try makeFolder(ClipPath(bytes: path.bytes[..<end])) }
    guard path.withCString({ mkdir($0, 0o777) }) != 0 else { return }
    let number = errno
    // Somebody else may have made it meanwhile.
    if !isFolder() { throw .cannotOpen(path, errno: number == EEXIST ? ENOTDIR : number) }
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
