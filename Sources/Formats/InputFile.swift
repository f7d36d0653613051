import Glibc
import System

/// The bytes of a table or a transcript: a file, or a pipe, whose writer gets some seconds to start.
final class InputFile {
  /// Seconds to wait for the first byte of a pipe.
  private static let patience = 5.0
  private static let chunk = 1 << 16
  /// Milliseconds between two calls of `checkCancellation`.
  private static let step: Int32 = 100

  private let descriptor: Int32
  private let isPipe: Bool
  private var hasWriter = false
  private let checkCancellation: () throws -> Void

  /// Opens the file. Throws `CSVError`.
  ///
  /// - Parameters:
  ///   - path: a C string, which need not be UTF-8.
  ///   - checkCancellation: called repeatedly; throws to stop reading.
  init(path: UnsafePointer<CChar>, checkCancellation: @escaping () throws -> Void) throws {
    self.checkCancellation = checkCancellation
    // Without O_NONBLOCK, opening a FIFO would block until there is a writer.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR ? CSVError.notFound : .unreadable(errno)
    }
    let kind = FileStatus(descriptor: descriptor)?.kind
    isPipe = kind == .fifo
    guard isPipe || kind == .regular else {
      close(descriptor)
      throw kind == .directory ? CSVError.directory : .device
    }
  }

  deinit {
    close(descriptor)
  }

  /// Returns the next bytes; none at the end.
  func read() throws -> [UInt8] {
    if isPipe { try waitForWriter() }
    while true {
      try checkCancellation()
      var code: Int32 = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, count in
        let result = Glibc.read(descriptor, buffer.baseAddress!, buffer.count)
        code = result < 0 ? errno : 0
        count = max(0, result)
      }
      switch code {
      case 0: return bytes
      case EINTR: continue
      case EAGAIN: _ = hasSomething()
      default: throw CSVError.unreadable(code)
      }
    }
  }

  /// Returns all bytes of a file; nil if there are more than `limit`. Throws `CSVError`.
  static func bytes(of path: UnsafePointer<CChar>, limit: Int) throws -> [UInt8]? {
    let file = try InputFile(path: path) {}
    var bytes: [UInt8] = []
    while true {
      let chunk = try file.read()
      if chunk.isEmpty { return bytes }
      bytes += chunk
      if bytes.count > limit { return nil }
    }
  }

  private func waitForWriter() throws {
    let deadline = ContinuousClock.now + .seconds(Self.patience)
    while !hasWriter {
      try checkCancellation()
      hasWriter = hasSomething()
      if !hasWriter, .now > deadline { throw CSVError.noWriter }
    }
  }

  /// Waits up to `step` and returns whether there are bytes to read, or the end.
  private func hasSomething() -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, Self.step) > 0
  }
}
