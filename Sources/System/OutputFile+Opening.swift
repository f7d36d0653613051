import Foundation
import Glibc

extension OutputFile {
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
}
