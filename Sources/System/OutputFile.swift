import Foundation
import Glibc

/// A destination of a writer's bytes.
public protocol OutputSink: AnyObject {
  /// Writes all the bytes, in a single system call if possible.
  func write(_ bytes: [UInt8]) throws(OutputError)

  /// Completes the output. Nothing may be written afterwards.
  func finish() throws(OutputError)
}

/// Standard output or an output file.
///
/// A file either grows in place, whole rows at a time, or is written to a temporary file beside it that an atomic
/// rename puts in place when finished; if abandoned before that, it leaves nothing behind. An existing path that is not
/// a regular file (a FIFO, `/dev/stdout`, `/dev/null`) is written to directly. An output belongs to one task.
public final class OutputFile: OutputSink {
  private let descriptor: Int32
  private let path: ClipPath?
  private let kind: Kind
  private var isOpen = true

  /// How the bytes reach the destination.
  private enum Kind {
    case standardOutput
    case direct
    case growing
    case replacing(temporary: ClipPath, target: ClipPath)
    case scratch
  }

  private init(descriptor: Int32, path: ClipPath?, kind: Kind) {
    self.descriptor = descriptor
    self.path = path
    self.kind = kind
  }

  deinit {
    abandon()
  }

  // MARK: Opening

  /// Returns standard output. A closed pipe throws `OutputError.closed` instead of ending the process.
  public static func standardOutput() -> OutputFile {
    _ = brokenPipesAreErrors
    return OutputFile(descriptor: STDOUT_FILENO, path: nil, kind: .standardOutput)
  }

  /// Opens a file for appending rows, locked against other processes. Unless `continues`, its old content is discarded.
  ///
  /// - Throws: `OutputError.cannotOpen` or `.inUse`.
  public static func growing(_ path: ClipPath, continues: Bool = false) throws(OutputError) -> OutputFile {
    if let special = try special(path) { return special }
    let descriptor = try open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, reportedAs: path)
    let output = OutputFile(descriptor: descriptor, path: path, kind: .growing)
    // Not every file system supports locks.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK { throw .inUse(path) }
    if !continues, ftruncate(descriptor, 0) != 0 { throw .cannotOpen(path, errno: errno) }
    return output
  }

  /// Returns an output that creates or replaces the file when finished.
  ///
  /// - Throws: `OutputError.cannotOpen`.
  public static func replacing(_ path: ClipPath) throws(OutputError) -> OutputFile {
    if let special = try special(path) { return special }
    let target = FileSystem.resolvingLinks(path)
    let (temporary, descriptor) = try createTemporary(beside: target, reportedAs: path)
    let kind = Kind.replacing(temporary: temporary, target: target)
    let output = OutputFile(descriptor: descriptor, path: path, kind: kind)
    if let status = FileStatus(of: target) { fchmod(output.descriptor, status.permissions) }
    return output
  }

  /// Replaces the file's content atomically.
  ///
  /// - Throws: `OutputError`.
  public static func replace(_ path: ClipPath, with data: Data) throws(OutputError) {
    let output = try replacing(path)
    var rest = data[...]
    while !rest.isEmpty {
      try output.write(Array(rest.prefix(1 << 22)))
      rest = rest.dropFirst(1 << 22)
    }
    try output.finish()
  }

  /// Returns an unnamed temporary file, to write and then read back.
  public static func scratch() throws(OutputError) -> OutputFile {
    let folder = TemporaryFolder.parent
    do throws(OutputError) {
      let (name, descriptor) = try createTemporary(beside: folder.appending("rows".utf8), reportedAs: folder)
      _ = name.withCString { unlink($0) }
      return OutputFile(descriptor: descriptor, path: name, kind: .scratch)
    } catch .cannotOpen(_, let number) {
      throw .noTemporaryFile(folder, errno: number)
    }
  }

  /// Ignores SIGPIPE, which would end the process when a reader closes the pipe.
  private static let brokenPipesAreErrors: Void = {
    signal(SIGPIPE, SIG_IGN)
  }()

  /// Returns the output for an existing path that is not a regular file.
  private static func special(_ path: ClipPath) throws(OutputError) -> OutputFile? {
    if path == ClipPath("/dev/stdout") { return standardOutput() }
    if path.isReplaceable { return nil }
    _ = brokenPipesAreErrors
    return OutputFile(
      descriptor: try open(path, O_WRONLY | O_APPEND | O_CLOEXEC, reportedAs: path),
      path: path,
      kind: .direct
    )
  }

  private static func createTemporary(
    beside path: ClipPath,
    reportedAs shown: ClipPath
  ) throws(OutputError) -> (ClipPath, Int32) {
    while true {
      let name = FileSystem.temporaryName(beside: path)
      do throws(OutputError) {
        return (name, try open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, reportedAs: shown))
      } catch .cannotOpen(_, EEXIST) {
        // Left behind by a killed process with the same process ID.
        continue
      }
    }
  }

  private static func open(_ path: ClipPath, _ flags: Int32, reportedAs name: ClipPath) throws(OutputError) -> Int32 {
    while true {
      let descriptor = path.withCString { Glibc.open($0, flags, 0o666) }
      if descriptor >= 0 { return descriptor }
      if errno != EINTR { throw .cannotOpen(name, errno: errno) }
    }
  }

  // MARK: Writing

  public func write(_ bytes: [UInt8]) throws(OutputError) {
    // Truncate a partly written row (disk full), so that the file holds only whole rows.
    let length = if case .growing = kind { lseek(descriptor, 0, SEEK_END) } else { off_t(-1) }
    do throws(FileSystem.WriteFailure) {
      try FileSystem.write(bytes, to: descriptor)
    } catch {
      if length >= 0 { ftruncate(descriptor, length) }
      throw error.errno == EPIPE ? .closed : .cannotWrite(path, errno: error.errno)
    }
  }

  /// Whether `rewriteStart` is supported.
  public var canRewriteStart: Bool {
    switch kind {
    case .replacing, .scratch: true
    case .standardOutput, .direct, .growing: false
    }
  }

  /// Overwrites the first bytes of a file that is not yet visible.
  public func rewriteStart(_ bytes: [UInt8]) throws(OutputError) {
    guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
      throw .cannotWrite(path, errno: errno)
    }
  }

  /// Reads at most `count` bytes of a temporary file; returns none at its end.
  public func read(at offset: off_t, count: Int) throws(OutputError) -> [UInt8] {
    var number: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      let read = pread(descriptor, buffer.baseAddress, count, offset)
      if read < 0 { number = errno }
      initialized = max(0, read)
    }
    if number != 0 { throw .cannotWrite(path, errno: number) }
    return bytes
  }

  /// Flushes the written bytes to the disk, if possible.
  public func synchronize() {
    fsync(descriptor)
  }

  public func finish() throws(OutputError) {
    guard isOpen else { return }
    isOpen = false
    if case .standardOutput = kind { return }
    let closed = close(descriptor) == 0 || errno == EINTR
    let closeError = errno
    if case .replacing(let temporary, let target) = kind {
      let renamed = closed && temporary.withCString { from in target.withCString { rename(from, $0) } } == 0
      if !renamed {
        let number = closed ? errno : closeError
        _ = temporary.withCString { unlink($0) }
        throw .cannotReplace(target, errno: number)
      }
    }
    if !closed { throw .cannotWrite(path, errno: closeError) }
  }

  /// Abandons the output: a replacement file is discarded, the rows of a growing file stay.
  public func abandon() {
    guard isOpen else { return }
    isOpen = false
    if case .standardOutput = kind { return }
    close(descriptor)
    if case .replacing(let temporary, _) = kind { _ = temporary.withCString { unlink($0) } }
  }
}

/// Why output could not be written.
public enum OutputError: Error, Equatable, Sendable {
  /// Another process is writing to the file.
  case inUse(ClipPath)
  /// The file, or the temporary file beside it, cannot be created or opened; with the errno.
  case cannotOpen(ClipPath, errno: Int32)
  /// No temporary file can be created in this folder; with the errno.
  case noTemporaryFile(ClipPath, errno: Int32)
  /// Writing failed; with the errno. A nil path means standard output.
  case cannotWrite(ClipPath?, errno: Int32)
  /// The finished file could not be moved into place; with the errno.
  case cannotReplace(ClipPath, errno: Int32)
  /// The reader has closed the pipe, as `head` does. Not a fault, but nothing more can be written.
  case closed
}

extension OutputError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .inUse(let path): "cannot write \(path): another process is writing to it"
    case .cannotOpen(let path, ENOENT): "cannot write \(path): \(Self.missing(path))"
    case .cannotOpen(let path, let number): "cannot write \(path): \(Self.reason(number))"
    case .noTemporaryFile(let folder, let number):
      "cannot create a temporary file in \(folder): \(Self.reason(number)); set TMPDIR"
    case .cannotWrite(let path, let number):
      "cannot write to \(path.map(\.description) ?? "standard output"): \(Self.reason(number))"
    case .cannotReplace(let path, let number): "cannot replace \(path): \(Self.reason(number))"
    case .closed: "the output was closed"
    }
  }

  /// Why a file cannot be created where something is missing: its folder, or the target of a link.
  private static func missing(_ path: ClipPath) -> String {
    if path.addressAdvice != nil { return "only local files are written" }
    return FileStatus(of: path.folder) == nil ? "there is no folder \(path.folder)" : reason(ENOENT)
  }

  private static func reason(_ number: Int32) -> String {
    let text = strerror(number).map { String(cString: $0) } ?? "error \(number)"
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
