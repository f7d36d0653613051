import System
import TestSupport
import Testing

@testable import Runs

@Suite("What was written where")
struct WrittenFilesTests {
  @Test("Files and folders are named with what is in them; pipes and devices are not")
  func line() throws {
    let folder = try WorkFolder()
    try folder.put("", "r.jsonl")
    var written = WrittenFiles()
    #expect(written.line == nil)
    written.add(3, "record", to: nil)
    written.add(3, "record", to: ClipPath("/dev/null"))
    written.add(0, "record", to: folder.clip("r.jsonl"))
    written.add(1, "record", to: folder.clip("missing"))
    #expect(written.line == nil)
    written.add(1, "record", to: folder.clip("r.jsonl"))
    written.add(2, "sidecar file", to: ClipPath(folder.path))
    written.add("the log", to: folder.clip("r.jsonl"))
    #expect(
      written.line
        == "wrote 1 record to \(folder.path("r.jsonl")), 2 sidecar files to \(folder.path), "
        + "the log to \(folder.path("r.jsonl"))"
    )
  }
}
