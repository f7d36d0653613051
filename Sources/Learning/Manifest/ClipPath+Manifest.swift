import Foundation
import Media

extension ClipPath {
  private static let slash = UInt8(ascii: "/")

  /// The folder that the path lies in; empty for the working directory.
  var folder: ClipPath {
    ClipPath(bytes: bytes.lastIndex(of: Self.slash).map { bytes[...$0] } ?? [])
  }

  /// A path in this folder, unless it begins at the root.
  func resolving(_ cell: String) -> ClipPath {
    bytes.isEmpty || cell.utf8.first == Self.slash ? ClipPath(cell) : appending(cell.utf8)
  }

  /// The path without `.` and doubled slashes.
  var normalized: ClipPath {
    let parts = bytes.split(separator: Self.slash).filter { !$0.elementsEqual(".".utf8) }
    let root: [UInt8] = bytes.first == Self.slash ? [Self.slash] : []
    return ClipPath(bytes: root + parts.joined(separator: [Self.slash]))
  }

  /// Whether there is something, as far as one may look.
  var mayExist: Bool {
    // A C string would end at the zero.
    if bytes.isEmpty || bytes.contains(0) { return false }
    var status = stat()
    return withCString { stat($0, &status) } == 0 || (errno != ENOENT && errno != ENOTDIR)
  }
}
