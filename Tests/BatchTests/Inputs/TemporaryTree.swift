import Foundation
import Glibc
import System

/// A temporary directory, removed with its owner.
final class TemporaryTree {
  let root: ClipPath

  init() throws {
    var template = Array("/tmp/emocli-batch-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
    root = ClipPath(bytes: template.dropLast().map { UInt8(bitPattern: $0) })
  }

  deinit {
    // FileManager cannot remove files whose paths exceed the maximum length.
    let removal = try? Process.run(URL(fileURLWithPath: "/bin/rm"), arguments: ["-rf", root.description])
    removal?.waitUntilExit()
  }

  func path(_ relative: String) -> ClipPath {
    root.appending(relative.utf8)
  }

  /// Creates files and their parent directories. A name that ends in "/" creates only a directory.
  func make(_ names: String...) throws {
    for name in names {
      let full = path(name).description
      let directory = name.hasSuffix("/") ? full : (full as NSString).deletingLastPathComponent
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      if !name.hasSuffix("/") { try makeFile(path(name)) }
    }
  }

  func makeFile(_ path: ClipPath) throws {
    let descriptor = path.withCString { open($0, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600) }
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    close(descriptor)
  }

  func link(_ name: String, to target: String) {
    _ = path(name).withCString { symlink(target, $0) }
  }
}

/// A pipe for one test. Write to it from one thread only.
final class TestPipe: @unchecked Sendable {
  let reading: Int32
  private(set) var writing: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    finish()
    close(reading)
  }

  func write(_ bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes)
    precondition(Glibc.write(writing, bytes, bytes.count) == bytes.count)
  }

  func write(_ text: String) {
    write(text.utf8)
  }

  func finish() {
    if writing >= 0 { close(writing) }
    writing = -1
  }
}
