import Glibc

/// A temporary folder, deleted with its files when released.
public final class TemporaryFolder {
  public let path: ClipPath

  /// The folder for temporary files: `TMPDIR`, or /tmp.
  static var parent: ClipPath {
    let named = getenv("TMPDIR").map { UnsafeBufferPointer(start: $0, count: strlen($0)).map { UInt8(bitPattern: $0) } }
    return named.flatMap { $0.isEmpty ? nil : ClipPath(bytes: $0) } ?? ClipPath("/tmp")
  }

  /// Creates the folder. Throws `OutputError.noTemporaryFile`.
  public init() throws(OutputError) {
    let parent = Self.parent
    var name = parent.appending("emocli-XXXXXX".utf8).bytes.map { CChar(bitPattern: $0) } + [0]
    guard mkdtemp(&name) != nil else { throw .noTemporaryFile(parent, errno: errno) }
    path = ClipPath(bytes: name.dropLast().map { UInt8(bitPattern: $0) })
  }

  deinit {
    if let directory = path.withCString({ opendir($0) }) {
      while let entry = readdir(directory) {
        withUnsafePointer(to: &entry.pointee.d_name) { name in
          _ = unlinkat(dirfd(directory), UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self), 0)
        }
      }
      closedir(directory)
    }
    _ = path.withCString { rmdir($0) }
  }
}

/// Byte strings stored in an unnamed temporary file, to be read back later. The file is deleted when the spool is
/// released or the process ends, however it ends.
public final class Spool {
  /// The position of a byte string in the file.
  public struct Location: Sendable {
    fileprivate let offset: off_t
    fileprivate let count: Int
  }

  private let output: OutputFile
  private var end: off_t = 0

  /// Creates the file. Throws `OutputError.noTemporaryFile`.
  public init() throws(OutputError) {
    output = try OutputFile.scratch()
  }

  /// Appends `bytes` and returns their location. Throws `OutputError`.
  public func append(_ bytes: [UInt8]) throws(OutputError) -> Location {
    try output.write(bytes)
    defer { end += off_t(bytes.count) }
    return Location(offset: end, count: bytes.count)
  }

  /// Returns the bytes at `location`. Throws `OutputError`.
  public func read(_ location: Location) throws(OutputError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < location.count {
      let more = try output.read(at: location.offset + off_t(bytes.count), count: location.count - bytes.count)
      // No other process can have truncated it.
      precondition(!more.isEmpty, "a temporary file is shorter than the data written to it")
      bytes = bytes.isEmpty ? more : bytes + more
    }
    return bytes
  }
}
