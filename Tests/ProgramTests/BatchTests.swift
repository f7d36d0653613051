import Formats
import Foundation
import TestSupport
import Testing

@Suite("Batches")
struct BatchTests {
  @Test("The shards together contain each record once", arguments: ["", "--speaker-by directory"])
  func shards(words: String) throws {
    let clips = try SpeakerClips()
    let whole = try clips.records("\(words) anna ben")
    var parts: [String: JSONValue] = [:]
    for index in 1...3 {
      let result = try clips.analyze("\(words) --shard \(index)/3 -q anna ben")
      #expect(result.status == 0 && result.error.isEmpty)
      for record in try result.records() {
        let path = record["path"]?.text ?? ""
        #expect(parts[path] == nil)
        parts[path] = record.without("timing")
      }
    }
    #expect(parts == whole)
  }

  @Test("An invalid shard is wrong usage", arguments: ["0/2", "3/2", "1", "a/b"])
  func wrongShard(text: String) throws {
    #expect(try Program.run("analyze", "--shard", Argument(text), "clip.wav").status == 64)
  }

  @Test("A batch ends with a summary, except with -q")
  func summary() throws {
    let words: [Argument] = [Argument(Repository.fixture("speech.opus")), "/nonexistent.wav"]
    let result = try Program.run(["analyze"] + words)
    #expect(result.status == 1)
    #expect(
      result.error.wholeMatch(
        of: /emocli: 1 clip ok, 1 failed \(1 not_found\); \d+ s of media in \d+ s, [0-9.]+ (clips\/s|s\/clip)\n/
      ) != nil
    )
    #expect(try Program.run(["analyze", "-q"] + words).error.isEmpty)
    #expect(try Program.run(["analyze"] + words.prefix(1)).error.isEmpty)
  }

  @Test("On a terminal one line shows clips done, failures and time left")
  func progress() throws {
    let folder = try WorkFolder()
    for index in 0..<12 { try folder.copy(Repository.fixture("speech.opus"), as: "clips/\(index).opus") }
    let command = "'\(Program.path)' analyze -j 1 clips -o out.jsonl"
    let result = try Program.run(
      ["-qec", Argument(command), "/dev/null"],
      directory: folder.path,
      executable: "/usr/bin/script"
    )
    #expect(result.status == 0)
    #expect(result.text.contains(/\d+ of 12 clips, 0 failed, \d+ s of media, [0-9.]+ (clips\/s|s\/clip), \d+ s left/))
    #expect(result.text.contains("12 clips ok, 0 failed;"))
  }

  @Test(
    "A decoder that crashes or hangs fails only its own record",
    .enabled(if: Tools.hasFFmpeg),
    arguments: [1, 2]
  )
  func faultyDecoder(jobs: Int) throws {
    let folder = try WorkFolder()
    // Audio that FFmpeg decodes packet by packet, and that can contain any text.
    func put(_ words: String, _ name: String) throws {
      var samples = Array(try BadInput.fixture("speech.wav").dropFirst(44))
      samples.replaceSubrange(20_000..<20_000 + words.utf8.count, with: words.utf8)
      try folder.put(samples, "samples")
      try Tools.ffmpeg("-f s16le -ar 22050 -i \(folder.path("samples")) -c:a copy \(folder.path(name))")
    }
    let names = ["0.mkv", "1-crash.mkv", "2.mkv", "3-hang.mkv", "4.mkv", "5-crash.mkv", "6.mkv"]
    for name in names {
      try put(name.contains("crash") ? "crash here" : name.contains("hang") ? "hang here" : "go on", name)
    }
    let library = try Tools.compile("Tests/FaultyDecoder/decoder.c", to: folder.path("decoder.so"))
    let result = try Program.run(
      ["analyze", "--timeout", "3", "-j", Argument("\(jobs)")] + names.map { Argument($0) },
      environment: ["LD_PRELOAD": library],
      directory: folder.path
    )
    #expect(result.status == 1)
    let expected = ["ok", "internal", "ok", "timeout", "ok", "internal", "ok"]
    #expect(try result.records().map(\.outcome) == expected)
    #expect(result.error.contains("4 clips ok, 3 failed (2 internal, 1 timeout);"))
  }

  @Test("Annotation files are beside their clips, or at the same depth in a given directory")
  func sidecars() throws {
    let folder = try WorkFolder()
    try folder.copy(Repository.fixture("speech.opus"), as: "clips/a/1.opus")
    try folder.copy(Repository.fixture("speech.opus"), as: "clips/b/1.opus")
    try folder.copy(Repository.fixture("face.jpg"), as: "clips/b/2.jpg")
    let beside = try Program.run(["analyze", "--sidecar", "srt", "clips/a/1.opus"], directory: folder.path)
    let record = try #require(beside.records().first)
    // One segment per second, the default without --timeline.
    #expect(record["segments"]?.elements.count == 4 && record["options"] == "--timeline 1")
    let text = try folder.text("clips/a/1.opus.srt")
    let label = record["segments"]?.elements.first?["emotion"]?.text ?? "nothing"
    #expect(text.hasPrefix("1\n00:00:00,000 --> ") && text.contains("\n\(label) "))

    let inFolder = try Program.run(
      .words("analyze --sidecar vtt,TextGrid,eaf --timeline utterance --output-dir out/deep clips -q"),
      directory: folder.path
    )
    #expect(inFolder.status == 0 && inFolder.error.isEmpty)
    let files = FileManager.default.enumerator(atPath: folder.path("out"))?.compactMap { $0 as? String } ?? []
    let names = ["TextGrid", "eaf", "vtt"].flatMap { ["deep/a/1.opus.\($0)", "deep/b/1.opus.\($0)"] }
    #expect(files.filter { ($0 as NSString).lastPathComponent.contains(".") }.sorted() == names.sorted())
  }

  @Test("Two clips with the same name in one output directory: the second file is not written but reported")
  func sameName() throws {
    let folder = try WorkFolder()
    for name in ["a/1.opus", "b/1.opus"] { try folder.copy(Repository.fixture("speech.opus"), as: name) }
    let result = try Program.run(
      .words("analyze --sidecar srt --output-dir out a/1.opus b/1.opus"),
      directory: folder.path
    )
    #expect(result.status == 1 && result.error.contains("1.opus.srt of another clip with this name"))
    #expect(try result.records().map(\.outcome) == ["ok", "ok"])
  }

  @Test("An annotation file never overwrites an input or the records")
  func protected() throws {
    let folder = try WorkFolder()
    try folder.copy(Repository.fixture("speech.opus"), as: "1.opus")
    let result = try Program.run(.words("analyze --sidecar srt,vtt -o 1.opus.srt 1.opus"), directory: folder.path)
    #expect(result.status == 1 && result.error.contains("1.opus.srt: it is an input or the output of this run"))
    #expect(try folder.text("1.opus.srt").hasPrefix("{\"schema\"") && folder.text("1.opus.vtt").hasPrefix("WEBVTT"))
    try folder.put("old", "records.jsonl")
    let wrong = try Program.run(
      .words("analyze --sidecar srt --output-dir 1.opus/x -o records.jsonl 1.opus"),
      directory: folder.path
    )
    #expect(wrong.status == 2)
    #expect(try folder.text("records.jsonl") == "old")
  }

  @Test(
    "Invalid options for annotation files",
    arguments: ["--sidecar ass", "--output-dir out", "--sidecar srt, --output-dir out"]
  )
  func wrongSidecars(words: String) throws {
    #expect(try Program.run(["analyze"] + .words(words) + ["clip.wav"]).status == 64)
  }

  @Test("Each channel has its own annotation files")
  func channelSidecars() throws {
    let folder = try WorkFolder()
    try folder.copy(Repository.fixture("speech-stereo.wav"), as: "call.wav")
    let result = try Program.run(.words("analyze --channel each --sidecar srt call.wav"), directory: folder.path)
    #expect(result.status == 0)
    #expect(try folder.entries == ["call.wav", "call.wav.ch1.srt", "call.wav.ch2.srt"])
  }
}
