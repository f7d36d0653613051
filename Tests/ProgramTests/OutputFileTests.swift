import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Records in a file")
struct OutputFileTests {
  static let speech = Argument(Repository.fixture("speech.wav"))

  @Test("Row formats grow in the file; the others appear by rename", arguments: ["jsonl", "csv", "json", "table"])
  func replaced(format: String) throws {
    let folder = try WorkFolder()
    try folder.put("old", "out")
    // A hard link shows whether the old file was overwritten or replaced.
    link(folder.path("out"), folder.path("second"))
    let result = try Program.run(
      ["analyze", "-q", "-f", Argument(format), "-o", Argument(folder.path("out")), Self.speech, Self.speech]
    )
    #expect(result.status == 0 && result.output.isEmpty && result.error.isEmpty)
    let (new, second) = (try folder.text("out"), try folder.text("second"))
    #expect(new.contains("speech.wav") && !new.contains("old"))
    #expect(second == (["jsonl", "csv"].contains(format) ? new : "old"))
    #expect(try folder.entries == ["out", "second"])
    let plain = try Program.run("analyze", "-f", Argument(format), Self.speech, Self.speech)
    #expect(new.split(separator: "\n").count == plain.lines.count)
  }

  @Test("Nothing starts if the output cannot be written")
  func unwritable() throws {
    let folder = try WorkFolder()
    for target in ["\(folder.path)/no/such/folder.jsonl", folder.path, "/dev/full"] {
      for format in ["jsonl", "json"] {
        let result = try Program.run("analyze", "-f", Argument(format), "-o", Argument(target), Self.speech)
        #expect(result.status == 2 && result.output.isEmpty && result.error.contains("cannot write"))
      }
    }
    let full = try Program.run(
      ["-c", "\"$0\" analyze \"$1\" > /dev/full", Argument(Program.path), Self.speech],
      executable: "/bin/sh"
    )
    #expect(full.status == 2 && full.error.contains("standard output"))
    #expect(try folder.entries.isEmpty)
  }

  @Test("The output file is unchanged if nothing starts or the usage is wrong")
  func kept() throws {
    let folder = try WorkFolder()
    let output = Argument(try folder.put("precious", "out.jsonl"))
    let missing = try Program.run("analyze", "-o", output, "--model", "/nonexistent.safetensors", Self.speech)
    let wrong = try Program.run("analyze", "-o", output, "--labels", "joy", Self.speech)
    #expect(missing.status == 2 && wrong.status == 64)
    #expect(try folder.text("out.jsonl") == "precious")
  }

  @Test("--strict stops at the first clip that fails", arguments: [1, 2])
  func strict(jobs: Int) throws {
    let result = try Program.run(
      "analyze",
      "--strict",
      "-j",
      "\(jobs)",
      Self.speech,
      "/nonexistent.wav",
      Self.speech,
      Self.speech
    )
    #expect(result.status == 1)
    #expect(try result.records().map(\.outcome) == ["ok", "not_found"])
  }
}
