import Foundation
import TestSupport
import Testing

@Suite("Messages on standard error")
struct MessageTests {
  static let speech = Argument(Repository.fixture("speech.opus"))

  @Test("A run ends with what it wrote where, except with -q or on standard output")
  func written() throws {
    let folder = try WorkFolder()
    func message(_ words: String, _ clips: Argument...) throws -> String {
      try Program.run(.words(words) + clips, directory: folder.path).error
    }
    #expect(try message("analyze -o r.jsonl", Self.speech) == "emocli: wrote 1 record to r.jsonl\n")
    #expect(try message("analyze -o r.csv", Self.speech, "x.wav").hasSuffix("\nemocli: wrote 2 records to r.csv\n"))
    #expect(try message("analyze -q -o r.jsonl", Self.speech).isEmpty)
    #expect(try message("analyze -o /dev/null", Self.speech).isEmpty)
    #expect(try message("analyze", Self.speech).isEmpty)
    let speakers = try message("analyze --speaker-by directory --baseline b.json -o r.jsonl", Self.speech, Self.speech)
    #expect(speakers.hasSuffix("emocli: wrote 1 baseline to b.json, 2 records to r.jsonl\n"))
    let features = try message("features --kind mel -o f.csv", Self.speech, Self.speech)
    #expect(features == "emocli: wrote the features of 2 clips to f.csv\n")
  }

  @Test("-v names what is used and reports on each clip, on standard error only")
  func verbose() throws {
    let alone = try Program.run("analyze", "-v", Self.speech)
    #expect(alone.error.contains(/emocli: emocli-av [0-9.]+, weights in \/.*, OpenBLAS kernels \w+.*, 1 worker\n/))
    #expect(
      alone.error.contains(
        /speech.opus: 3\.\d\d s of media in \d+\.\d\d s: decoding \d.*, voice \d.*, face 0.00 s, fusion \d+\.\d\d s\n/
      )
    )
    #expect(try alone.records().count == 1)
    let several = try Program.run("analyze", "-v", "-j", "2", Self.speech, "gone.wav")
    #expect(
      several.error.contains("up to 2 workers\n") && several.error.contains("gone.wav: not_found: no such file\n")
    )
    let features = try Program.run("features", "--kind", "mel", "-v", Self.speech, Self.speech)
    #expect(features.error.split(separator: "\n").count { $0.contains(": measured in ") } == 2)
  }

  @Test(
    "On a terminal a single clip shows the seconds done, the rate and the time left",
    .enabled(if: Tools.hasFFmpeg && Tools.find("script") != nil)
  )
  func clipProgress() throws {
    let folder = try WorkFolder()
    try Tools.ffmpeg("-stream_loop 5 -i \(Repository.fixture("face.mp4")) -c copy \(folder.path("long.mp4"))")
    let command = "'\(Program.path)' analyze long.mp4 -o r.jsonl"
    let result = try Program.run(
      ["-qec", Argument(command), "/dev/null"],
      directory: folder.path,
      executable: #require(Tools.find("script"))
    )
    #expect(result.status == 0)
    #expect(result.text.contains(/\d+ s of (19|20) s, [0-9.]+ × real time, \d+ s left/), "\(result.text)")
    #expect(result.text.contains("emocli: wrote 1 record to r.jsonl"))
    let hidden = try Program.run(
      ["-qec", Argument(command + " --no-progress"), "/dev/null"],
      directory: folder.path,
      executable: #require(Tools.find("script"))
    )
    #expect(!hidden.text.contains("real time"))
  }
}
