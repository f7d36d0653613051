import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Inputs")
struct InputTests {
  @Test("A directory yields its media in order; hidden files are skipped, other files skipped and counted")
  func directory() throws {
    let folder = try WorkFolder()
    let speech = try BadInput.fixture("speech.opus")
    for name in ["b.opus", "a/z.opus", "a/deep/er/y.opus", "no extension", ".hidden/x.opus", ".w.opus"] {
      try folder.put(speech, name)
    }
    try folder.put("no film", "a/broken.mp4")
    for name in ["notes.txt", "a/list.csv"] { try folder.put("words\n", name) }
    mkfifo(folder.path("pipe.wav"), 0o600)
    folder.link("c-link.opus", to: "b.opus")
    folder.link("d-loop", to: ".")
    let result = try Program.run(["analyze", Argument(folder.path)])
    let records = try result.records()
    let names = ["a/broken.mp4", "a/deep/er/y.opus", "a/z.opus", "b.opus", "c-link.opus", "no extension"]
    #expect(records.map { $0["path"]?.text } == names.map(folder.path))
    #expect(records.map(\.outcome) == ["corrupt", "ok", "ok", "ok", "ok", "ok"] && result.status == 1)
    #expect(
      result.error.hasPrefix(
        "emocli: skipped 3 non-media files\nemocli: 5 clips ok, 1 failed (1 corrupt);"
      )
    )
    let table = try Program.run("features", "--kind", "mel", "-q", Argument(folder.path("a/deep")))
    #expect(table.status == 0 && table.error.isEmpty && table.lines.first?.hasPrefix("path,timestamp,mel_0,") == true)
  }

  @Test("A directory without media gives a message and no record")
  func emptyDirectory() throws {
    let folder = try WorkFolder()
    try folder.put("words\n", "text/notes.txt")
    try folder.makeDirectory("empty")
    for name in ["text", "empty"] {
      let result = try Program.run("analyze", Argument(folder.path(name)))
      #expect(result.status == 1 && result.output.isEmpty && result.error.contains("no media in this directory"))
    }
    let mixed = try Program.run("analyze", Argument(folder.path("empty")), Argument(Repository.fixture("speech.wav")))
    #expect(try mixed.records().map(\.outcome) == ["ok"])
    #expect(mixed.error.contains("no media in this directory"))
  }

  @Test("Paths on standard input are separated by newlines or NUL")
  func standardInput() throws {
    let folder = try WorkFolder()
    let odd = try folder.copy(Repository.fixture("speech.wav"), as: "two\nlines.wav")
    let plain = Repository.fixture("speech.opus")
    let lines = try Program.run(["analyze", "-"], input: Array("\(plain)\n\n\(plain)".utf8))
    #expect(try lines.records().map { $0["path"]?.text } == [plain, plain] && lines.status == 0)
    let ended = try Program.run(["analyze", "-0", "-"], input: Array("\(odd)\0\(plain)\0\(folder.path)\0".utf8))
    #expect(try ended.records().map { $0["path"]?.text } == [odd, plain, odd] && ended.status == 0)
    for command in ["analyze", "features --kind mel --format jsonl"] {
      let empty = try Program.run(.words(command) + ["-"])
      #expect(empty.status == 1 && empty.output.isEmpty && empty.error == "emocli: error: no clips found\n")
    }
  }

  @Test("Records appear while standard input is still open", arguments: ["jsonl", "csv"])
  func slowInput(format: String) throws {
    let program = try RunningProgram(["analyze", "-f", Argument(format), "-j", "2", "-"])
    let header = format == "csv" ? 1 : 0
    for number in 1...3 {
      program.send("\(Repository.fixture(number == 2 ? "tone.wav" : "speech.opus"))\n")
      #expect(program.waitForLines(header + number))
      #expect(program.lines.count == header + number)
    }
    program.closeInput()
    #expect(program.waitForEnd().status == 1)
  }

  @Test("The records are the same and in the same order for any number of jobs")
  func order() throws {
    let names = [
      "speech.mp4", "tone.wav", "speech.opus", "missing.wav", "speech-stereo.wav", "speech.flac", "speech.mp4",
    ]
    let clips = names.map { Argument(Repository.fixture($0)) }
    let runs = try [1, 2, 7].map { try Program.run(["analyze", "--timeline", "2", "-j", "\($0)"] + clips).records() }
    #expect(runs[0].map { $0["path"]?.text } == names.map(Repository.fixture))
    for run in runs.dropFirst() { #expect(zip(runs[0], run).allSatisfy { RecordChecks.areEqual($0, $1) }) }
    let alone = try Program.run(["analyze", "--timeline", "2", clips[0]]).records()
    #expect(RecordChecks.areEqual(alone[0], runs[0][0]))
  }
}
