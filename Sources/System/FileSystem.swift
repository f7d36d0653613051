import Foundation
import Glibc
import Synchronization

/// The status of a path, following links, or of an open file.
public struct FileStatus: Sendable {
  public enum Kind: Equatable, Sendable {
    case regular, directory, fifo
    /// A socket or a device.
    case other
  }

  public let kind: Kind
  public let bytes: Int
  /// Modification time of the content, in whole seconds since 1970.
  public let modifiedSeconds: Int
  /// The permission bits.
  public let permissions: mode_t
  /// Device and inode, which identify the file whatever its path.
  public let identity: FileIdentity

  /// Returns nil if nothing exists at the path, or its status cannot be read; see `errno`.
  public init?(of path: ClipPath) {
    var status = stat()
    guard path.withCString({ stat($0, &status) }) == 0 else { return nil }
    self.init(status)
  }

  /// Returns nil if the descriptor is invalid.
  public init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFIFO: .fifo
      default: .other
      }
    bytes = Int(status.st_size)
    modifiedSeconds = status.st_mtim.tv_sec
    permissions = status.st_mode & 0o777
    identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }

  public var isRegular: Bool { kind == .regular }
}

/// Identifies a file, whatever its path.
public struct FileIdentity: Hashable, Sendable {
  let device: UInt64
  let inode: UInt64

  init(device: UInt64, inode: UInt64) {
    self.device = device
    self.inode = inode
  }

  /// Returns nil if the path does not lead to a regular file.
  public init?(_ path: ClipPath) {
    guard let status = FileStatus(of: path), status.isRegular else { return nil }
    self = status.identity
  }
}

extension ClipPath {
  /// Returns whether both paths lead to the same regular file, or would if it existed.
  public func isSameFile(as other: ClipPath) -> Bool {
    if let identity = FileIdentity(self) { return identity == FileIdentity(other) }
    return FileStatus(of: self) == nil && FileStatus(of: other) == nil && location == other.location
  }

  /// The location of a missing file: its folder, links resolved, and its name.
  private var location: [ClipPath] { [FileSystem.resolvingLinks(folder), name] }

  /// Whether a file can be created or replaced here: nothing exists, or a regular file.
  public var isReplaceable: Bool { FileStatus(of: self)?.isRegular ?? true }

  /// Whether something exists at the path, or may exist without being visible to this process.
  public var mayExist: Bool {
    // A C string would end at a zero byte.
    if bytes.isEmpty || bytes.contains(0) { return false }
    return FileStatus(of: self) != nil || (errno != ENOENT && errno != ENOTDIR)
  }
}

/// File system calls that handle interruptions.
public enum FileSystem {
  struct WriteFailure: Error {
    let errno: Int32
  }

  /// Writes all the bytes. Retries after an interruption, and waits for a slow reader.
  static func write(_ bytes: [UInt8], to descriptor: Int32) throws(WriteFailure) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, $0.count - done) }
      if count >= 0 {
        done += count
      } else if errno == EAGAIN {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, -1)
      } else if errno != EINTR {
        throw WriteFailure(errno: errno)
      }
    }
  }

  /// Creates a folder and its missing parents. Throws `OutputError.cannotOpen`.
  public static func makeFolder(_ path: ClipPath) throws(OutputError) {
    func isFolder() -> Bool { FileStatus(of: path)?.kind == .directory }
    if isFolder() { return }
    let slash = UInt8(ascii: "/")
    if let end = path.bytes.lastIndex(of: slash), end > 0 { try makeFolder(ClipPath(bytes: path.bytes[..<end])) }
    guard path.withCString({ mkdir($0, 0o777) }) != 0 else { return }
    let number = errno
    // Another process may have created it meanwhile.
    if !isFolder() { throw .cannotOpen(path, errno: number == EEXIST ? ENOTDIR : number) }
  }

  /// Returns the path with symbolic links resolved, or the path itself if nothing exists there yet.
  static func resolvingLinks(_ path: ClipPath) -> ClipPath {
    guard let resolved = path.withCString({ realpath($0, nil) }) else { return path }
    defer { free(resolved) }
    return ClipPath(bytes: UnsafeBufferPointer(start: resolved, count: strlen(resolved)).map { UInt8(bitPattern: $0) })
  }

  /// Returns a path for a hidden file in the same directory, unique among processes and calls.
  static func temporaryName(beside path: ClipPath) -> ClipPath {
    let number = counter.add(1, ordering: .relaxed).newValue
    let directory = path.bytes.lastIndex(of: UInt8(ascii: "/")).map { path.bytes[...$0] } ?? []
    return ClipPath(bytes: Array(directory) + Array(".emocli-\(getpid())-\(number).tmp".utf8))
  }

  private static let counter = Atomic<Int>(0)
}
