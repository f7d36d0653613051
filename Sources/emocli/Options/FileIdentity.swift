import Glibc
import Media

/// What tells a regular file from all others, by whatever path it is reached.
struct FileIdentity: Hashable {
  private let device: UInt64
  private let number: UInt64

  /// Nil when the path leads to no regular file.
  init?(_ path: ClipPath) {
    var status = stat()
    guard path.withCString({ stat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
  }
}
