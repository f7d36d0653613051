import Glibc

/// Standard output or a file to write to.
///
/// A file either grows where everybody sees it, whole rows at a time, or is written to a temporary file beside it and
/// appears by an atomic rename when it is finished; dropped before that, it leaves nothing. What exists and is no
/// regular file (a FIFO, `/dev/stdout`, `/dev/null`) is written to as it is. An output belongs to one task.
public final class OutputFile: OutputSink {
  let descriptor: Int32
  private let path: ClipPath?
  private let kind: Kind
  private var isOpen = true

  /// What becomes of the bytes.
  enum Kind {
    case standardOutput
    case direct
    case growing
    case replacing(temporary: ClipPath, target: ClipPath)
    case scratch
  }

  init(descriptor: Int32, path: ClipPath?, kind: Kind) {
    self.descriptor = descriptor
    self.path = path
    self.kind = kind
  }

  deinit {
    abandon()
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
