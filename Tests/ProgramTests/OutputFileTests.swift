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

  @Test("The ending chooses the format, -f wins, and other endings are JSON Lines")
  func endings() throws {
    let folder = try WorkFolder()
    func start(_ words: String, of name: String) throws -> String {
      let result = try Program.run(.words("\(words) -q") + [Self.speech], directory: folder.path)
      #expect(result.status == 0 && result.output.isEmpty, "\(result.error)")
      return String(try folder.text(name).prefix(11))
    }
    #expect(try start("analyze -o a.csv", of: "a.csv") == "schema,path")
    #expect(try start("analyze -o a.json", of: "a.json") == "[\n{\"schema\"")
    #expect(try start("analyze -o a.jsonl", of: "a.jsonl") == "{\"schema\":\"")
    #expect(try start("analyze -o a.txt", of: "a.txt") == "{\"schema\":\"")
    #expect(try start("analyze -f csv -o b.jsonl", of: "b.jsonl") == "schema,path")
    #expect(try start("features --kind mel -o f.csv", of: "f.csv") == "timestamp,m")
    #expect(try start("features --kind mel -o f.jsonl", of: "f.jsonl") == "{\"timestamp")
    #expect(try start("features --kind mel -o f.txt", of: "f.txt") == "timestamp,m")
    #expect(try start("features --kind mel -f csv -o f.npy", of: "f.npy") == "timestamp,m")
    #expect(
      try Program.run(.words("features --kind mel -q -o g.npy") + [Self.speech], directory: folder.path).status == 0
    )
    #expect(try folder.bytes("g.npy").dropFirst(1).prefix(5).elementsEqual("NUMPY".utf8))
    let several = try Program.run(.words("features --kind mel -o h.npy") + [Self.speech, Self.speech])
    #expect(several.status == 64)
    try folder.put("path,emotion\n\(Repository.fixture("speech.wav")),sad\n", "M.csv")
    let scored = try Program.run(.words("evaluate --manifest M.csv -q --records r.csv"), directory: folder.path)
    #expect(try scored.status == 0 && folder.text("r.csv").hasPrefix("schema,path,"))
  }

  @Test("A missing folder is named, whichever option needs it")
  func missingFolder() throws {
    let folder = try WorkFolder()
    try folder.put("path,emotion\n\(Repository.fixture("speech.wav")),sad\n", "M.csv")
    let clip = Repository.fixture("speech.wav")
    let commands = [
      "analyze \(clip) -o no/r.jsonl", "analyze \(clip) -f json -o no/r.jsonl",
      "features --kind mel \(clip) -o no/r.csv",
      "analyze \(clip) --speaker-by directory --baseline no/r.json", "evaluate --manifest M.csv --records no/r.jsonl",
      "train --manifest M.csv --output no/r", "train --manifest M.csv --output m --report no/r.html",
    ]
    for command in commands {
      let result = try Program.run(.words(command), directory: folder.path)
      #expect(result.status == 2 && result.output.isEmpty)
      #expect(
        result.error.contains(/cannot write no\/r[.a-z]*: there is no folder no\n/),
        "\(command): \(result.error)"
      )
    }
    #expect(try folder.entries == ["M.csv"])
    // The folder of sidecar files is made.
    let made = try Program.run(.words("analyze -q \(clip) --sidecar srt --output-dir a/b"), directory: folder.path)
    #expect(try made.status == 0 && folder.entries.contains("a"))
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
