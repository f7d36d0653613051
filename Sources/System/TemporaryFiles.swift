import Glibc

/// A folder of its own below the one for temporary files. It goes with its owner, and the files in it too.
public final class TemporaryFolder {
  public let path: ClipPath

  /// Where temporary files lie: `TMPDIR`, or /tmp.
  static var parent: ClipPath {
    let named = getenv("TMPDIR").map { UnsafeBufferPointer(start: $0, count: strlen($0)).map { UInt8(bitPattern: $0) } }
    return named.flatMap { $0.isEmpty ? nil : ClipPath(bytes: $0) } ?? ClipPath("/tmp")
  }

  /// Throws `OutputError.noTemporaryFile`.
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

/// Pieces of bytes that wait in a nameless temporary file until they are wanted again. The file goes with its owner, and with
/// the process however that ends.
public final class Spool {
  /// Where a piece stands.
  public struct Place: Sendable {
    fileprivate let offset: off_t
    fileprivate let count: Int
  }

  private let output: OutputFile
  private var end: off_t = 0

  /// Throws `OutputError.noTemporaryFile`.
  public init() throws(OutputError) {
    output = try OutputFile.scratch()
  }

  /// Throws `OutputError`.
  public func append(_ bytes: [UInt8]) throws(OutputError) -> Place {
    try output.write(bytes)
    defer { end += off_t(bytes.count) }
    return Place(offset: end, count: bytes.count)
  }

  /// Throws `OutputError`.
  public func read(_ place: Place) throws(OutputError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < place.count {
      let more = try output.read(at: place.offset + off_t(bytes.count), count: place.count - bytes.count)
      // Nobody else can have cut it.
      precondition(!more.isEmpty, "a temporary file is shorter than what was written to it")
      bytes = bytes.isEmpty ? more : bytes + more
    }
    return bytes
  }
}
