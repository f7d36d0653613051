import Foundation
import Glibc
import System

/// A world-readable temporary directory, removed with its owner.
public final class WorkFolder: Sendable {
  public let path: String

  public init() throws {
    let parent = FileManager.default.temporaryDirectory.path
    path = "\(parent)/emocli-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    chmod(path, 0o755)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  public func path(_ name: String) -> String {
    "\(path)/\(name)"
  }

  public func clip(_ name: String) -> ClipPath {
    ClipPath(path(name))
  }

  /// Writes a file, creating its parent directories, and returns its path.
  @discardableResult
  public func put(_ bytes: some Sequence<UInt8>, _ name: String) throws -> String {
    try makeDirectory((name as NSString).deletingLastPathComponent)
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  @discardableResult
  public func put(_ text: String, _ name: String) throws -> String {
    try put(text.utf8, name)
  }

  /// Writes a file whose name may not be UTF-8.
  public func put(_ bytes: [UInt8], _ name: [UInt8]) throws -> ClipPath {
    let clip = ClipPath(path).appending(name)
    let descriptor = clip.withCString { open($0, O_CREAT | O_WRONLY | O_CLOEXEC, 0o644) }
    guard descriptor >= 0, write(descriptor, bytes, bytes.count) == bytes.count, close(descriptor) == 0 else {
      throw CocoaError(.fileWriteUnknown)
    }
    return clip
  }

  /// Copies a file into the directory and returns its path.
  @discardableResult
  public func copy(_ source: String, as name: String) throws -> String {
    try put(Data(contentsOf: URL(fileURLWithPath: source)), name)
  }

  @discardableResult
  public func link(_ name: String, to target: String) -> String {
    symlink(target, path(name))
    return path(name)
  }

  @discardableResult
  public func makeDirectory(_ name: String) throws -> String {
    try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    return path(name)
  }

  public func bytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  public func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  /// The names of all entries, including hidden ones.
  public var entries: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}
