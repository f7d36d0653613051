import Glibc
import System

/// The bytes of a table: a file, or a pipe, for whose writer it waits a while.
final class CSVFile {
  /// Seconds to wait for the first byte of a pipe.
  private static let patience = 5.0
  private static let chunk = 1 << 16
  /// Milliseconds between two questions whether to go on.
  private static let step: Int32 = 100

  private let descriptor: Int32
  private let isPipe: Bool
  private var hasWriter = false
  private let mayGoOn: () throws -> Void

  /// Opens the file. Throws `CSVError`.
  ///
  /// - Parameters:
  ///   - path: as the system takes it; it need not be UTF-8.
  ///   - mayGoOn: called again and again; reading ends with what it throws.
  init(path: UnsafePointer<CChar>, mayGoOn: @escaping () throws -> Void) throws {
    self.mayGoOn = mayGoOn
    // A FIFO without a writer would otherwise hold up the opening for ever.
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

  /// The next bytes; none at the end.
  func read() throws -> [UInt8] {
    if isPipe { try waitForWriter() }
    while true {
      try mayGoOn()
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

  private func waitForWriter() throws {
    let deadline = ContinuousClock.now + .seconds(Self.patience)
    while !hasWriter {
      try mayGoOn()
      hasWriter = hasSomething()
      if !hasWriter, .now > deadline { throw CSVError.noWriter }
    }
  }

  /// Whether there is something to read, or the end, after at most a step.
  private func hasSomething() -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, Self.step) > 0
  }
}
