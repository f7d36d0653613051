import Glibc
import Media

/// Makes folders.
public enum FolderMaker {
  /// Makes a folder and those above it where they are not there. Throws `OutputError.cannotOpen`.
  public static func make(_ path: ClipPath) throws(OutputError) {
    if isFolder(path) { return }
    let slash = UInt8(ascii: "/")
    if let end = path.bytes.lastIndex(of: slash), end > 0 { try make(ClipPath(bytes: path.bytes[..<end])) }
    guard path.withCString({ mkdir($0, 0o777) }) != 0 else { return }
    let number = errno
    // Somebody else may have made it meanwhile.
    if !isFolder(path) { throw .cannotOpen(path, errno: number == EEXIST ? ENOTDIR : number) }
  }

  private static func isFolder(_ path: ClipPath) -> Bool {
    FileSystem.status(of: path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
  }
}
