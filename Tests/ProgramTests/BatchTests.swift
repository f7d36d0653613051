import Formats
import Foundation
import TestSupport
import Testing

@Suite("Batches")
struct BatchTests {
  @Test("The shards make up the whole, each record once", arguments: ["", "--speaker-by directory"])
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

  @Test("A shard is I/N", arguments: ["0/2", "3/2", "1", "a/b"])
  func wrongShard(text: String) throws {
    #expect(try Program.run("analyze", "--shard", Argument(text), "clip.wav").status == 64)
  }

  @Test("A summary tells how a batch ended, unless it is to be quiet")
  func summary() throws {
    let words: [Argument] = [Argument(Repository.fixture("speech.opus")), "/nonexistent.wav"]
    let result = try Program.run(["analyze"] + words)
    #expect(result.status == 1)
    #expect(
      result.error.wholeMatch(
        of: /emocli: 1 clip ok, 1 failed \(1 not_found\); \d+ s of media in \d+ s, [0-9.]+ clips\/s\n/
      ) != nil
    )
    #expect(try Program.run(["analyze", "-q"] + words).error.isEmpty)
    #expect(try Program.run(["analyze"] + words.prefix(1)).error.isEmpty)
  }

  @Test("On a terminal one line tells what is done, what is left and what failed")
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
    #expect(result.text.contains(/\d+ of 12 clips, 0 failed, \d+ s of media, [0-9.]+ clips\/s, \d+ s left/))
    #expect(result.text.contains("12 clips ok, 0 failed;"))
  }

  @Test(
    "A decoder that crashes and one that hangs cost a record each",
    .enabled(if: Tools.hasFFmpeg),
    arguments: [1, 2]
  )
  func faultyDecoder(jobs: Int) throws {
    let folder = try WorkFolder()
    // Sound that is decoded by FFmpeg, packet by packet, and can hold any words.
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

  @Test("Annotation files lie beside their clips, or in a folder as deep as the clips")
  func sidecars() throws {
    let folder = try WorkFolder()
    try folder.copy(Repository.fixture("speech.opus"), as: "clips/a/1.opus")
    try folder.copy(Repository.fixture("speech.opus"), as: "clips/b/1.opus")
    try folder.copy(Repository.fixture("face.jpg"), as: "clips/b/2.jpg")
    let beside = try Program.run(["analyze", "--sidecar", "srt", "clips/a/1.opus"], directory: folder.path)
    let record = try #require(beside.records().first)
    // A second each, for want of a timeline.
    #expect(record["segments"]?.elements.count == 4 && record["options"] == "--timeline 1")
    let text = try folder.text("clips/a/1.opus.srt")
    let label = record["segments"]?.elements.first?["emotion"]?.text ?? "nothing"
    #expect(text.hasPrefix("1\n00:00:00,000 --> 00:00:01,000\n\(label) "))

    let inFolder = try Program.run(
      .words("analyze --sidecar vtt,TextGrid,eaf --timeline utterance --output-dir out/deep clips -q"),
      directory: folder.path
    )
    #expect(inFolder.status == 0 && inFolder.error.isEmpty)
    let files = FileManager.default.enumerator(atPath: folder.path("out"))?.compactMap { $0 as? String } ?? []
    let names = ["TextGrid", "eaf", "vtt"].flatMap { ["deep/a/1.opus.\($0)", "deep/b/1.opus.\($0)"] }
    #expect(files.filter { ($0 as NSString).lastPathComponent.contains(".") }.sorted() == names.sorted())
  }

  @Test("Two clips of one name in one folder: the second one's file is not written, and that is told")
  func sameName() throws {
    let folder = try WorkFolder()
    for name in ["a/1.opus", "b/1.opus"] { try folder.copy(Repository.fixture("speech.opus"), as: name) }
    let result = try Program.run(
      .words("analyze --sidecar srt --output-dir out a/1.opus b/1.opus"),
      directory: folder.path
    )
    #expect(result.status == 1 && result.error.contains("is that of another clip of this name"))
    #expect(try result.records().map(\.outcome) == ["ok", "ok"])
  }

  @Test("An annotation file never takes the place of what is read or of the records")
  func protected() throws {
    let folder = try WorkFolder()
    try folder.copy(Repository.fixture("speech.opus"), as: "1.opus")
    let result = try Program.run(.words("analyze --sidecar srt,vtt -o 1.opus.srt 1.opus"), directory: folder.path)
    #expect(result.status == 1 && result.error.contains("1.opus.srt is read or written otherwise"))
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
    "Wrong words about annotation files",
    arguments: ["--sidecar ass", "--output-dir out", "--sidecar srt, --output-dir out"]
  )
  func wrongSidecars(words: String) throws {
    #expect(try Program.run(["analyze"] + .words(words) + ["clip.wav"]).status == 64)
  }

  @Test("Annotation files of each channel")
  func channelSidecars() throws {
    let folder = try WorkFolder()
    try folder.copy(Repository.fixture("speech-stereo.wav"), as: "call.wav")
    let result = try Program.run(.words("analyze --channel each --sidecar srt call.wav"), directory: folder.path)
    #expect(result.status == 0)
    #expect(try folder.entries == ["call.wav", "call.wav.ch1.srt", "call.wav.ch2.srt"])
  }
}
