import Foundation
import Glibc

/// Where a writer's bytes go.
public protocol OutputSink: AnyObject {
  /// Writes all the bytes, with one call to the system where it takes them at once.
  func write(_ bytes: [UInt8]) throws(OutputError)

  /// Completes the output; nothing is written afterwards.
  func finish() throws(OutputError)
}

/// Standard output or a file to write to.
///
/// A file either grows where everybody sees it, whole rows at a time, or is written to a temporary file beside it and
/// appears by an atomic rename when it is finished; dropped before that, it leaves nothing. What exists and is no
/// regular file (a FIFO, `/dev/stdout`, `/dev/null`) is written to as it is. An output belongs to one task.
public final class OutputFile: OutputSink {
  private let descriptor: Int32
  private let path: ClipPath?
  private let kind: Kind
  private var isOpen = true

  /// What becomes of the bytes.
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

  /// Standard output. A reader that goes away is reported as `OutputError.closed` instead of ending the process.
  public static func standardOutput() -> OutputFile {
    _ = brokenPipesAreErrors
    return OutputFile(descriptor: STDOUT_FILENO, path: nil, kind: .standardOutput)
  }

  /// A file that takes rows at its end, and no other process' rows meanwhile. Without `continues` what it held before is
  /// dropped now.
  ///
  /// - Throws: `OutputError.cannotOpen` or `.inUse`.
  public static func growing(_ path: ClipPath, continues: Bool = false) throws(OutputError) -> OutputFile {
    if let special = try special(path) { return special }
    let descriptor = try open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, reportedAs: path)
    let output = OutputFile(descriptor: descriptor, path: path, kind: .growing)
    // Not every file system can lock.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK { throw .inUse(path) }
    if !continues, ftruncate(descriptor, 0) != 0 { throw .cannotOpen(path, errno: errno) }
    return output
  }

  /// A file that appears, or takes the place of the one before, when it is finished.
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

  /// Puts a whole file in its place.
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

  /// A nameless file in the directory for temporary files, to write and then read back.
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

  /// Without this a reader that goes away ends the process.
  private static let brokenPipesAreErrors: Void = {
    signal(SIGPIPE, SIG_IGN)
  }()

  /// What exists and cannot be replaced by a file.
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
        // Left by a process of the same number that was killed.
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
    // A row that does not fit on the disk is taken back, so that the file keeps whole rows only.
    let length = if case .growing = kind { lseek(descriptor, 0, SEEK_END) } else { off_t(-1) }
    do throws(FileSystem.WriteFailure) {
      try FileSystem.write(bytes, to: descriptor)
    } catch {
      if length >= 0 { ftruncate(descriptor, length) }
      throw error.errno == EPIPE ? .closed : .cannotWrite(path, errno: error.errno)
    }
  }

  /// Whether `rewriteStart` is possible.
  public var canRewriteStart: Bool {
    switch kind {
    case .replacing, .scratch: true
    case .standardOutput, .direct, .growing: false
    }
  }

  /// Puts `bytes` over the first ones of a file that nobody sees yet.
  public func rewriteStart(_ bytes: [UInt8]) throws(OutputError) {
    guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
      throw .cannotWrite(path, errno: errno)
    }
  }

  /// Reads at most `count` bytes of a temporary file; none at its end.
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

  /// Waits until what was written is on the disk, as far as that can be had.
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

  /// Gives the output up: a file that was to appear does not. Rows of a growing file stay.
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
  /// Another process writes its rows there.
  case inUse(ClipPath)
  /// The file, or the temporary file beside it, cannot be made or opened; with the system's error number.
  case cannotOpen(ClipPath, errno: Int32)
  /// No temporary file can be made in this folder; with the system's error number.
  case noTemporaryFile(ClipPath, errno: Int32)
  /// Writing failed half-way; with the system's error number. Without a path it was standard output.
  case cannotWrite(ClipPath?, errno: Int32)
  /// The finished file could not take its place; with the system's error number.
  case cannotReplace(ClipPath, errno: Int32)
  /// Whoever read the output has gone, as `head` does; nothing is wrong, but nothing more can be written.
  case closed
}

extension OutputError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .inUse(let path): "cannot write \(path): another process writes to it"
    case .cannotOpen(let path, let number): "cannot write \(path): \(Self.reason(number))"
    case .noTemporaryFile(let folder, let number):
      "no temporary file can be made in \(folder): \(Self.reason(number)); set TMPDIR"
    case .cannotWrite(let path, let number):
      "cannot write to \(path.map(\.description) ?? "standard output"): \(Self.reason(number))"
    case .cannotReplace(let path, let number): "cannot put \(path) into its place: \(Self.reason(number))"
    case .closed: "the output was closed"
    }
  }

  private static func reason(_ number: Int32) -> String {
    let text = strerror(number).map { String(cString: $0) } ?? "error \(number)"
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
