import Glibc
import Media

/// Standard output or a file to write to.
///
/// A file either grows where everybody sees it, whole rows at a time, or is written to a temporary file beside it and
/// appears by an atomic rename when it is finished; dropped before that, it leaves nothing. What exists and is no
/// regular file (a FIFO, `/dev/stdout`, `/dev/null`) is written to as it is. An output belongs to one task.
public final class RecordOutput: RecordSink {
  let descriptor: Int32
  private let path: ClipPath?
  private let kind: Kind
  private var isOpen = true

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

  /// Standard output. A reader that goes away is reported as `OutputError.closed` instead of ending the process.
  public static func standardOutput() -> RecordOutput {
    _ = brokenPipesAreErrors
    return RecordOutput(descriptor: STDOUT_FILENO, path: nil, kind: .standardOutput)
  }

  /// The file for records in `format`: JSON Lines and CSV grow, the others appear when they are finished.
  ///
  /// - Parameter continues: rows are added to what the file has; only for formats that grow.
  /// - Throws: `OutputError.cannotOpen`.
  public static func file(
    _ path: ClipPath,
    for format: RecordFormat,
    continues: Bool = false
  ) throws(OutputError) -> RecordOutput {
    format.growsByRows ? try growing(path, continues: continues) : try replacing(path)
  }

  /// A file that takes rows at its end. Without `continues` what it held before is dropped now.
  ///
  /// - Throws: `OutputError.cannotOpen`.
  public static func growing(_ path: ClipPath, continues: Bool = false) throws(OutputError) -> RecordOutput {
    if let special = try special(path) { return special }
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (continues ? 0 : O_TRUNC)
    return RecordOutput(descriptor: try open(path, flags, reportedAs: path), path: path, kind: .growing)
  }

  /// A file that appears, or takes the place of the one before, when it is finished.
  ///
  /// - Throws: `OutputError.cannotOpen`.
  public static func replacing(_ path: ClipPath) throws(OutputError) -> RecordOutput {
    if let special = try special(path) { return special }
    let target = FileSystem.resolvingLinks(path)
    let (temporary, descriptor) = try createTemporary(beside: target, reportedAs: path)
    let kind = Kind.replacing(temporary: temporary, target: target)
    let output = RecordOutput(descriptor: descriptor, path: path, kind: kind)
    if let status = FileSystem.status(of: target) { fchmod(output.descriptor, status.st_mode & 0o777) }
    return output
  }

  /// A nameless file in the directory for temporary files, to write and then read back.
  static func scratch() throws(OutputError) -> RecordOutput {
    let folder = TemporaryFolder.parent
    do throws(OutputError) {
      let (name, descriptor) = try createTemporary(beside: folder.appending("rows".utf8), reportedAs: folder)
      _ = name.withCString { unlink($0) }
      return RecordOutput(descriptor: descriptor, path: name, kind: .scratch)
    } catch .cannotOpen(_, let number) {
      throw .noTemporaryFile(folder, errno: number)
    }
  }

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
  var canRewriteStart: Bool {
    switch kind {
    case .replacing, .scratch: true
    case .standardOutput, .direct, .growing: false
    }
  }

  /// Puts `bytes` over the first ones of a file that nobody sees yet.
  func rewriteStart(_ bytes: [UInt8]) throws(OutputError) {
    guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
      throw .cannotWrite(path, errno: errno)
    }
  }

  /// Reads at most `count` bytes of a temporary file; none at its end.
  func read(at offset: off_t, count: Int) throws(OutputError) -> [UInt8] {
    var number: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      let read = pread(descriptor, buffer.baseAddress, count, offset)
      if read < 0 { number = errno }
      initialized = max(0, read)
    }
    if number != 0 { throw .cannotWrite(path, errno: number) }
    return bytes
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

  /// Without this a reader that goes away ends the process.
  private static let brokenPipesAreErrors: Void = {
    signal(SIGPIPE, SIG_IGN)
  }()

  /// What exists and cannot be replaced by a file.
  private static func special(_ path: ClipPath) throws(OutputError) -> RecordOutput? {
    if path == ClipPath("/dev/stdout") { return standardOutput() }
    guard let status = FileSystem.status(of: path), status.st_mode & S_IFMT != S_IFREG else { return nil }
    _ = brokenPipesAreErrors
    return RecordOutput(
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
}
