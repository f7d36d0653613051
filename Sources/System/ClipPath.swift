import Foundation

/// The path of a clip as given by the user: bytes, which on Linux need not be UTF-8.
///
/// Files are opened by these bytes; `description` is only for display.
public struct ClipPath: Hashable, Sendable {
  public let bytes: [UInt8]

  public init(bytes: some Sequence<UInt8>) {
    self.bytes = Array(bytes)
  }

  public init(_ string: String) {
    bytes = Array(string.utf8)
  }

  public var isValidUTF8: Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }

  /// The bytes in base64, which a record stores beside a path that is not UTF-8.
  public var base64: String {
    Data(bytes).base64EncodedString()
  }

  /// The last component.
  public var name: ClipPath {
    ClipPath(bytes: bytes.split(separator: UInt8(ascii: "/")).last ?? [])
  }

  /// The folder that contains it; `.` if the path has none.
  public var folder: ClipPath {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return ClipPath(".") }
    return ClipPath(bytes: bytes[..<max(slash, 1)])
  }

  /// The part of the name after its last dot, in lower case; empty if there is none.
  public var fileExtension: String {
    let name = self.name.bytes
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return "" }
    return String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased()
  }

  /// Returns the path of an entry in this directory.
  public func appending(_ component: some Sequence<UInt8>) -> ClipPath {
    let slash = UInt8(ascii: "/")
    return ClipPath(bytes: bytes + (bytes.last == slash ? [] : [slash]) + component)
  }

  /// Returns `relative` resolved against this path's folder, unless it is absolute.
  public func resolving(_ relative: String) -> ClipPath {
    let isAbsolute = relative.utf8.first == UInt8(ascii: "/")
    return isAbsolute || !bytes.contains(UInt8(ascii: "/")) ? ClipPath(relative) : folder.appending(relative.utf8)
  }

  /// The path without `.` components and doubled slashes.
  public var normalized: ClipPath {
    let slash = UInt8(ascii: "/")
    let parts = bytes.split(separator: slash).filter { !$0.elementsEqual(".".utf8) }
    return ClipPath(bytes: (bytes.first == slash ? [slash] : []) + parts.joined(separator: [slash]))
  }

  /// What to do about an address such as `https://…` in place of a local path; nil if it is none.
  public var addressAdvice: String? {
    guard let match = description.prefixMatch(of: /([A-Za-z][A-Za-z0-9+.-]*):\/\//) else { return nil }
    return match.1.lowercased() == "file"
      ? "only paths are read; leave out \(match.0)" : "only local files are read; download it first"
  }

  /// Calls `body` with the path as a C string.
  public func withCString<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
    try (bytes + [0]).withUnsafeBufferPointer { buffer in
      try buffer.withMemoryRebound(to: CChar.self) { try body($0.baseAddress!) }
    }
  }
}

extension ClipPath: CustomStringConvertible {
  /// The path as text; bytes that are not UTF-8 become U+FFFD.
  public var description: String {
    String(decoding: bytes, as: UTF8.self)
  }
}
