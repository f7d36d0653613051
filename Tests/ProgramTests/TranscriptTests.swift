import Formats
import Foundation
import TestSupport
import Testing

@Suite("analyze --segments")
struct TranscriptTests {
  static let transcript = """
    1
    00:00:00,200 --> 00:00:01,000
    <i>one</i>

    2
    00:00:00,800 --> 00:00:03,000
    two

    3
    00:00:10,000 --> 00:00:11,000
    far

    """

  private let folder: WorkFolder

  init() throws {
    folder = try WorkFolder()
    try folder.copy(Repository.fixture("speech.wav"), as: "clip.wav")
  }

  private func analyze(_ words: String, status: Int = 0) throws -> Program.Result {
    let result = try Program.run(["analyze"] + .words(words), directory: folder.path)
    #expect(result.status == status, "\(words): \(result.error)")
    return result
  }

  private func texts(_ record: JSONValue) -> [String?] { record["segments"]?.elements.map { $0["text"]?.text } ?? [] }

  @Test("One segment for each interval, with its text; null outside of the clip")
  func file() throws {
    try folder.put(Self.transcript, "talk.srt")
    let record = try #require(try analyze("--segments talk.srt clip.wav").records().first)
    let segments = record["segments"]?.elements ?? []
    #expect(texts(record) == ["one", "two", "far"] && record["options"] == "--segments talk.srt")
    #expect(segments.map { $0["start_s"]?.number } == [0.2, 0.8, 10] && segments[2]["end_s"] == 11)
    #expect(segments.prefix(2).allSatisfy { $0["emotion"] != .null && $0["probabilities"] != .null })
    #expect(["emotion", "confidence", "probabilities"].allSatisfy { segments[2][$0] == .null })
    // Times are the clip's, whatever part is analysed.
    let part = try #require(try analyze("--segments talk.srt --start 0.9 --duration 1 clip.wav").records().first)
    let inside = part["segments"]?.elements ?? []
    #expect(inside.map { $0["start_s"]?.number } == [0.2, 0.8, 10] && part["duration_s"] == 1)
    #expect(inside[1]["probabilities"] != segments[1]["probabilities"] && inside[2]["emotion"] == .null)
    let early = try #require(try analyze("--segments talk.srt --start 1.5 clip.wav").records().first)
    #expect(early["segments"]?.elements.map { $0["emotion"] == .null } == [true, false, true])
    // Without a transcript, segments have no text.
    let timeline = try #require(try analyze("--timeline 1 clip.wav").records().first)
    #expect(timeline["segments"]?.elements.first?["text"] == nil)
    #expect(try analyze("--segments talk.srt -f table clip.wav").text.contains("two"))
  }

  @Test("A directory: each clip its own, at its depth; missing ones are counted, broken ones fail their clip")
  func directory() throws {
    for name in ["clips/a/1.wav", "clips/b/1.wav", "clips/2.wav", "clips/3.wav", "clips/4.wav"] {
      try folder.copy(Repository.fixture("speech.wav"), as: name)
    }
    try folder.put(Self.transcript, "clips/a/1.srt")
    try folder.put("WEBVTT\n\n00:01.000 --> 00:02.000\nb\n", "clips/b/1.wav.vtt")
    try folder.put("start_s,end_s,text\n2,1,x\n", "clips/2.csv")
    let result = try analyze("clips --segments clips", status: 1)
    let records = try result.records()
    let paths = ["2.wav", "3.wav", "4.wav", "a/1.wav", "b/1.wav"].map { "clips/\($0)" }
    #expect(records.map { $0["path"]?.text } == paths)
    #expect(records[0].outcome == "unreadable")
    #expect(records[0]["error"]?["message"] == "transcript clips/2.csv: line 2: the end is before the start")
    #expect(records[1]["status"] == "ok" && records[1]["segments"] == .null)
    #expect(texts(records[3]) == ["one", "two", "far"] && texts(records[4]) == ["b"])
    #expect(result.error.contains("emocli: 2 clips have no transcript in clips\n"))
    // A single clip is analysed in the process itself.
    let one = try analyze("clips/a/1.wav --segments clips/a").records()
    #expect(one[0]["segments"] == records[3]["segments"])
    // Speakers are scored again after all were measured.
    try folder.put(Self.transcript, "clips/2.srt")
    let spoken = try analyze("clips --segments clips --speaker-by directory").records()
    #expect(texts(spoken[3]) == ["one", "two", "far"] && spoken[3]["speaker"] == "a")
    #expect(spoken[3]["segments"]?.elements[2]["emotion"] == .null)
    #expect(spoken[3]["segments"]?.elements[1]["emotion"] != .null)
  }

  @Test("A transcript that cannot be used stops the run before any clip is analysed")
  func unusable() throws {
    try folder.put("1\n00:00:02,000 --> 00:00:01,000\nx\n", "wrong.srt")
    try folder.put("notes", "notes.txt")
    let table = [
      ("wrong.srt", "cannot use --segments wrong.srt: line 2: the end is before the start"),
      ("notes.txt", "cannot use --segments notes.txt: it is none of SubRip"),
      ("none.srt", "cannot use --segments none.srt: no such file"),
    ]
    for (name, message) in table {
      let result = try analyze("--segments \(name) clip.wav", status: 2)
      #expect(result.output.isEmpty && result.error.contains(message), "\(result.error)")
    }
  }

  @Test(
    "Wrong usage",
    arguments: [
      "--segments talk.srt clip.wav clip.wav", "--segments talk.srt .", "--segments talk.srt --timeline 1 clip.wav",
      "--segments= clip.wav", "--channel-names a,b clip.wav", "--channel 1 --channel-names a,b clip.wav",
      "--channel each --channel-names a,a clip.wav", "--channel each --channel-names a, clip.wav",
      "--segments talk.srt -o talk.srt clip.wav",
    ]
  )
  func usage(words: String) throws {
    try folder.put(Self.transcript, "talk.srt")
    let result = try analyze(words, status: 64)
    #expect(result.output.isEmpty)
    #expect(try folder.text("talk.srt") == Self.transcript)
  }

  @Test("Channels by name: their own stretches, one annotation file with a tier each")
  func channels() throws {
    try folder.copy(Repository.fixture("speech-stereo.wav"), as: "call.wav")
    let voices = "WEBVTT\n\n00:00.000 --> 00:02.000\n<v customer>hello\n\n00:01.000 --> 00:03.000\n<v agent>hi\n"
    try folder.put(voices, "call.vtt")
    let words = "--channel each --channel-names customer,agent --sidecar srt,textgrid,eaf,csv"
    let result = try analyze("\(words) --segments call.vtt --output-dir out call.wav")
    let records = try result.records()
    #expect(records.map(texts) == [["hello"], ["hi"]] && records.map { $0["channel"] } == [1, 2])
    let names = ["TextGrid", "ch1.srt", "ch2.srt", "csv", "eaf"].map { "call.wav.\($0)" }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("out")).sorted() == names)
    #expect(result.error == "emocli: wrote 5 sidecar files to out\n")
    let grid = try folder.text("out/call.wav.TextGrid")
    let tiers = grid.matches(of: /name = "(.*)"/).map { String($0.1) }
    #expect(tiers == ["customer", "customer text", "agent", "agent text"])
    #expect(try folder.text("out/call.wav.ch2.srt").hasSuffix("] hi\n\n"))
    let rows = try folder.text("out/call.wav.csv").split(separator: "\n")
    #expect(rows.count == 3 && rows[1].hasSuffix(",customer,hello") && rows[2].hasSuffix(",agent,hi"))
    // The table is a transcript, too.
    #expect(try analyze("--segments out/call.wav.csv call.wav").records().map(texts) == [["hello", "hi"]])
    // Names that do not fit the clip are found once it is open.
    let wrong = try analyze("--channel each --channel-names a,b,c call.wav", status: 1).records()
    #expect(wrong.map(\.outcome) == ["unsupported"])
    #expect(wrong[0]["error"]?["message"] == "--channel-names has 3 names, but there are 2 channels")
  }

  @Test("A transcript is never overwritten, and clips without one are complete")
  func kept() throws {
    try folder.copy(Repository.fixture("speech.wav"), as: "clips/1.wav")
    try folder.copy(Repository.fixture("speech.wav"), as: "clips/2.wav")
    try folder.put(Self.transcript, "clips/1.wav.srt")
    let words = "clips --segments clips --sidecar srt,vtt -o out.jsonl"
    let result = try analyze(words, status: 1)
    #expect(result.error.contains("not overwriting clips/1.wav.srt: it is an input"))
    #expect(try folder.text("clips/1.wav.srt") == Self.transcript)
    #expect(try folder.text("clips/1.wav.vtt").contains("] two"))
    #expect(result.error.contains(", 1 sidecar file next to its clip"))
    let again = try analyze("clips --segments clips --sidecar vtt -o out.jsonl --resume")
    #expect(again.error.contains("2 already recorded"))
  }

  @Test("On a terminal the table stays short if the segments go to files; into a pipe nothing changes")
  func terminal() throws {
    func shown(_ words: String) throws -> [String] {
      let command = "'\(Program.path)' analyze --no-progress \(words) clip.wav"
      let result = try Program.run(
        ["-qec", Argument(command), "/dev/null"],
        directory: folder.path,
        executable: "/usr/bin/script"
      )
      #expect(result.status == 0)
      return result.text.replacingOccurrences(of: "\r", with: "").split(separator: "\n").map(String.init)
    }
    let short = try shown("--sidecar srt,vtt")
    #expect(short.count == 3 && short[1].hasPrefix("clip.wav"))
    #expect(short.last?.hasSuffix("emocli: wrote 2 sidecar files next to their clips") == true, "\(short)")
    #expect(try shown("-q --sidecar srt").count == 2)
    #expect(try shown("-q --sidecar srt -f table").count > 3)
    #expect(try shown("-q --timeline 1").count > 3)
    let piped = try analyze("--sidecar srt clip.wav")
    #expect(try piped.records().count == 1)
    #expect(try analyze("-q --sidecar srt -o /dev/null clip.wav").output.isEmpty)
  }
}
