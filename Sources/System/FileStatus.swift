import Foundation
import Glibc

/// What the file system says of a path, links followed, or of an open file.
public struct FileStatus: Sendable {
  public enum Kind: Equatable, Sendable {
    case regular, directory, fifo
    /// A socket or a device.
    case other
  }

  public let kind: Kind
  public let bytes: Int
  /// When the content last changed, in whole seconds since 1970.
  public let modifiedSeconds: Int
  /// The permission bits.
  public let permissions: mode_t
  /// Device and inode: one file, by whatever path it is reached.
  public let identity: FileIdentity

  /// Nil when nothing is there or it cannot be asked; `errno` says why.
  public init?(of path: ClipPath) {
    var status = stat()
    guard path.withCString({ stat($0, &status) }) == 0 else { return nil }
    self.init(status)
  }

  /// Nil when the descriptor is none.
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

/// Tells a file from all others, by whatever path it is reached.
public struct FileIdentity: Hashable, Sendable {
  let device: UInt64
  let inode: UInt64

  init(device: UInt64, inode: UInt64) {
    self.device = device
    self.inode = inode
  }

  /// Nil when the path leads to no regular file.
  public init?(_ path: ClipPath) {
    guard let status = FileStatus(of: path), status.isRegular else { return nil }
    self = status.identity
  }
}

extension ClipPath {
  /// Whether both lead to one regular file, or would if it were there.
  public func isSameFile(as other: ClipPath) -> Bool {
    if let identity = FileIdentity(self) { return identity == FileIdentity(other) }
    return FileStatus(of: self) == nil && FileStatus(of: other) == nil && place == other.place
  }

  /// Of something that is not there: its folder, links followed, and its name.
  private var place: [ClipPath] { [FileSystem.resolvingLinks(folder), name] }

  /// Whether a file can take its place: nothing is there, or a regular file.
  public var isReplaceable: Bool { FileStatus(of: self)?.isRegular ?? true }

  /// Whether there is something, as far as one may look.
  public var mayExist: Bool {
    // A C string would end at the zero.
    if bytes.isEmpty || bytes.contains(0) { return false }
    return FileStatus(of: self) != nil || (errno != ENOENT && errno != ENOTDIR)
  }
}
