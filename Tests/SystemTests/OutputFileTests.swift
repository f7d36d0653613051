import Foundation
import Glibc
import Reporting
import System
import TestSupport
import Testing

@Suite("Output files")
struct OutputFileTests {
  let directory: WorkFolder
  init() throws { directory = try WorkFolder() }

  @Test("A growing file is locked against a second writer")
  func locked() throws {
    let folder = try WorkFolder()
    let first = try OutputFile.growing(folder.clip("out"))
    try first.write(Array("a\n".utf8))
    #expect(throws: OutputError.inUse(folder.clip("out"))) { try OutputFile.growing(folder.clip("out")) }
    #expect(try folder.text("out") == "a\n")
    try first.finish()
    try OutputFile.growing(folder.clip("out"), continues: true).finish()
    #expect(try folder.text("out") == "a\n")
  }

  @Test("A growing file shows each row immediately and discards its old content")
  func growing() throws {
    try directory.put("old\n", "out.jsonl")
    let output = try OutputFile.file(directory.clip("out.jsonl"), for: .jsonl)
    #expect(try directory.text("out.jsonl") == "")
    try output.write(Array("one\n".utf8))
    #expect(try directory.text("out.jsonl") == "one\n")
    output.abandon()
    #expect(try directory.entries == ["out.jsonl"])

    let more = try OutputFile.growing(directory.clip("out.jsonl"), continues: true)
    try more.write(Array("two\n".utf8))
    try more.finish()
    #expect(try directory.text("out.jsonl") == "one\ntwo\n")
  }

  @Test("Any other file keeps its old content until the new one is complete", arguments: [true, false])
  func replacing(finishes: Bool) throws {
    try directory.put("old", "out.json")
    chmod(directory.path("out.json"), 0o640)
    do {
      let output = try OutputFile.file(directory.clip("out.json"), for: .json)
      try output.write(Array("new".utf8))
      #expect(try directory.text("out.json") == "old")
      #expect(try directory.entries.count == 2)
      if finishes { try output.finish() }
    }
    #expect(try directory.text("out.json") == (finishes ? "new" : "old"))
    #expect(try directory.entries == ["out.json"])
    var status = stat()
    stat(directory.path("out.json"), &status)
    #expect(status.st_mode & 0o777 == 0o640)
  }

  @Test("A new file does not exist until it is finished")
  func appearing() throws {
    let output = try OutputFile.replacing(directory.clip("new.html"))
    try output.write(Array("page".utf8))
    #expect(!(try directory.entries.contains("new.html")))
    try output.finish()
    #expect(try directory.entries == ["new.html"])
    try output.finish()
    output.abandon()
    #expect(try directory.text("new.html") == "page")
  }

  @Test("A link is followed, not replaced")
  func links() throws {
    try directory.put("old", "real.json")
    try FileManager.default.createSymbolicLink(
      atPath: directory.path("link.json"),
      withDestinationPath: "real.json"
    )
    let output = try OutputFile.replacing(directory.clip("link.json"))
    try output.write(Array("new".utf8))
    try output.finish()
    #expect(try directory.text("real.json") == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: directory.path("link.json")) == "real.json")
  }

  @Test("Failures to open and write are reported")
  func failures() throws {
    let missing = directory.clip("no/such/out.json")
    for format in RecordFormat.allCases {
      #expect(throws: OutputError.cannotOpen(missing, errno: ENOENT)) { try OutputFile.file(missing, for: format) }
    }
    #expect(
      OutputError.cannotOpen(missing, errno: ENOENT).description.hasSuffix(
        "out.json: there is no folder \(missing.folder)"
      )
    )
    let address = OutputError.cannotOpen(ClipPath("s3://b/out.json"), errno: ENOENT)
    #expect(address.description == "cannot write s3://b/out.json: only local files are written")
    let folder = ClipPath(directory.path)
    #expect(throws: OutputError.cannotOpen(folder, errno: EISDIR)) { try OutputFile.file(folder, for: .json) }
    let full = try OutputFile.file(ClipPath("/dev/full"), for: .json)
    #expect(throws: OutputError.cannotWrite(ClipPath("/dev/full"), errno: ENOSPC)) { try full.write([1]) }
  }

  @Test("A device is written to directly")
  func device() throws {
    for format in RecordFormat.allCases {
      let output = try OutputFile.file(ClipPath("/dev/null"), for: format)
      try output.write([1, 2, 3])
      try output.finish()
    }
    var status = stat()
    stat("/dev/null", &status)
    #expect(status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test("A FIFO receives everything, even with a slow reader, and reports when its reader closes it")
  func fifo() throws {
    let path = directory.path("fifo")
    mkfifo(path, 0o600)
    // Open it for reading and writing, so that neither side blocks; close-on-exec, so that no child process holds it
    // open.
    let reader = open(path, O_RDWR | O_CLOEXEC)
    let output = try OutputFile.file(ClipPath(path), for: .json)
    let size = 1 << 20
    // A thread of its own: while this one waits, a task would wait for one of the few that all tests share.
    let (received, isDone) = (Received(), DispatchSemaphore(value: 0))
    Thread.detachNewThread {
      var total = 0
      var block = [UInt8](repeating: 0, count: 10_000)
      while total < size {
        let count = read(reader, &block, block.count)
        if count <= 0 { break }
        total += count
      }
      close(reader)
      received.bytes = total
      isDone.signal()
    }
    try output.write([UInt8](repeating: 7, count: size))
    isDone.wait()
    #expect(received.bytes == size)
    #expect(throws: OutputError.closed) { try output.write([1]) }
  }

  /// What the reading thread leaves before it signals.
  private final class Received: @unchecked Sendable {
    var bytes = 0
  }

  @Test("Of two outputs to one file, the last one finished stays, whole")
  func twoAtOnce() throws {
    let first = try OutputFile.replacing(directory.clip("out.json"))
    let second = try OutputFile.replacing(directory.clip("out.json"))
    try first.write(Array("first".utf8))
    try second.write(Array("2".utf8))
    try second.finish()
    #expect(try directory.text("out.json") == "2")
    try first.finish()
    #expect(try directory.text("out.json") == "first")
    #expect(try directory.entries == ["out.json"])
  }
}
