import Glibc
import Media

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
