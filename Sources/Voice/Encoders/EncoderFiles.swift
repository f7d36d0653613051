import Foundation
import Glibc
import System

/// The files of a Hugging Face directory. Only regular files inside it are read.
struct EncoderFiles {
  let directory: ClipPath
  /// The directory with all links resolved, ending in a slash.
  private let root: [UInt8]

  private static let slash = UInt8(ascii: "/")

  /// Throws `EncoderError` if there is no directory at the path.
  init(_ directory: ClipPath) throws(EncoderError) {
    self.directory = directory
    guard !directory.bytes.isEmpty, !directory.bytes.contains(0), let resolved = Self.resolved(directory) else {
      throw errno == EACCES ? .unreadable(directory, reason: Self.reason(EACCES)) : .notFound(directory)
    }
    guard FileStatus(of: resolved)?.kind == .directory else { throw .notDirectory(directory) }
    root = resolved.bytes.last == Self.slash ? resolved.bytes : resolved.bytes + [Self.slash]
  }

  /// Returns the path of a file with its links resolved; nil if the directory has no such entry. Throws `EncoderError`
  /// if it is not a regular file inside the directory.
  func path(of name: String) throws(EncoderError) -> ClipPath? {
    let path = directory.appending(name.utf8)
    let parts = name.utf8.split(separator: Self.slash, omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { !$0.isEmpty && !$0.elementsEqual("..".utf8) && !$0.contains(0) }
    guard isPlain else { throw .outside(path, isLink: false) }
    guard let resolved = Self.resolved(path) else {
      let code = errno
      guard code == ENOENT || code == ENOTDIR else { throw .unreadable(path, reason: Self.reason(code)) }
      // What the link led to was left behind when the directory was copied.
      var status = stat()
      if path.withCString({ lstat($0, &status) }) == 0 { throw .outside(path, isLink: true) }
      return nil
    }
    guard (resolved.bytes + [Self.slash]).starts(with: root) else { throw .outside(path, isLink: true) }
    switch FileStatus(of: resolved)?.kind {
    case .regular: return resolved
    case .directory: throw .unreadable(path, reason: "it is a directory")
    case .fifo, .other: throw .unreadable(path, reason: "it is not a regular file")
    case nil: throw .unreadable(path, reason: Self.reason(errno))
    }
  }

  /// Returns the content of a file; nil if there is none. Throws `EncoderError`, also if it is larger than any
  /// configuration.
  func content(of name: String, limit: Int = 1 << 24) throws(EncoderError) -> Data? {
    guard let path = try path(of: name) else { return nil }
    let descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
    guard descriptor >= 0 else { throw .unreadable(path, reason: Self.reason(errno)) }
    defer { close(descriptor) }
    var content = Data()
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path, reason: Self.reason(errno)) }
      if count == 0 { return content }
      content.append(contentsOf: chunk[..<count])
      guard content.count <= limit else { throw .malformed(path, reason: "it is larger than \(limit >> 20) MiB") }
    }
  }

  private static func resolved(_ path: ClipPath) -> ClipPath? {
    guard let resolved = path.withCString({ realpath($0, nil) }) else { return nil }
    defer { free(resolved) }
    return ClipPath(bytes: UnsafeBufferPointer(start: resolved, count: strlen(resolved)).map { UInt8(bitPattern: $0) })
  }

  private static func reason(_ code: Int32) -> String {
    String(cString: strerror(code)).lowercased()
  }
}
