import Formats
import Records
import System
import TestSupport
import Testing

@testable import Recognition

@Suite("The clips' transcripts")
struct ClipTranscriptsTests {
  private let folder: WorkFolder

  init() throws {
    folder = try WorkFolder()
  }

  private func transcripts(_ path: String, inputs: [String] = []) throws -> ClipTranscripts {
    var options = AnalysisOptions()
    options.transcript = folder.clip(path)
    return try ClipTranscripts(options, inputs: InputFolders(inputs.map(folder.clip)))
  }

  private func put(_ names: String...) throws {
    for name in names { try folder.put("WEBVTT\n\n00:01.000 --> 00:02.000\n\(name)\n", name) }
  }

  @Test("A directory: by the clip's place below its input, else by its name, with every ending")
  func directory() throws {
    try put(
      "t/a.srt",
      "t/b.mp4.vtt",
      "t/sub/a.srt",
      "t/c.TextGrid",
      "t/d.textgrid",
      "t/e.EAF",
      "t/f.csv",
      "t/g.txt",
      "t/h.vtt",
      "t/h.srt",
      "t/h.mp4.srt",
      "t/noending.srt"
    )
    try folder.makeDirectory("t/i.srt")
    let found = try transcripts("t", inputs: ["clips/", "other.mp4"])
    let table = [
      ("a.mp4", "t/a.srt"), ("sub/a.mp4", "t/sub/a.srt"), ("sub/b.mp4", "t/b.mp4.vtt"),
      ("./sub/./a.mp4", "t/sub/a.srt"),
      ("c.wav", "t/c.TextGrid"), ("d.wav", "t/d.textgrid"), ("e.wav", "t/e.EAF"), ("f.wav", "t/f.csv"),
      ("g.wav", nil), ("h.mp4", "t/h.srt"), ("i.mp4", nil), ("noending", "t/noending.srt"), ("j.mp4", nil),
      ("sub/../a.mp4", "t/a.srt"),
    ]
    for (clip, transcript) in table {
      #expect(found.file(of: folder.clip("clips/\(clip)"))?.description == transcript.map(folder.path), "\(clip)")
    }
    #expect(found.file(of: folder.clip("elsewhere/sub/a.mp4")) == folder.clip("t/a.srt"))
    #expect(try found.of(folder.clip("clips/sub/a.mp4"))?.stretches.map(\.text) == ["t/sub/a.srt"])
    #expect(try found.of(folder.clip("clips/j.mp4")) == nil)
  }

  @Test(
    "Sidecar files of an earlier run are no transcripts",
    arguments: ["happy 82 %", "[sad] hello there", "uncertain"]
  )
  func sidecars(text: String) throws {
    try folder.put("WEBVTT\n\n00:01.000 --> 00:02.000\n\(text)\n", "t/a.mp4.vtt")
    #expect(try transcripts("t").of(ClipPath("a.mp4")) == nil)
    try folder.put("start_s,end_s,emotion,confidence,probabilities.neutral\n0,1,sad,0.9,0.1\n", "t/a.mp4.csv")
    #expect(try transcripts("t").of(ClipPath("a.mp4")) == nil)
    // Somebody's own labels may be named.
    #expect(try transcripts("t/a.mp4.vtt").of(ClipPath("a.mp4")) != nil)
    // A later candidate, and a text that only begins like a label.
    try folder.put("start_s,end_s,text\n1,2,happy to help\n", "t/a.mp4.csv")
    #expect(try transcripts("t").of(ClipPath("a.mp4"))?.stretches.map(\.text) == ["happy to help"])
  }

  @Test("A transcript in a directory that cannot be read fails its clip")
  func broken() throws {
    try folder.put("WEBVTT\n\n00:02.000 --> 00:01.000\nx\n", "t/a.vtt")
    let found = try transcripts("t")
    let failure = #expect(throws: ClipFailure.self) { try found.of(ClipPath("a.mp4")) }
    #expect(failure?.kind == .unreadable)
    #expect(failure?.message == "transcript \(folder.path("t/a.vtt")): line 3: the end is before the start")
  }

  @Test("One file is every clip's; a mistake in it names the option, the file and the line")
  func file() throws {
    try put("a.vtt")
    #expect(try transcripts("a.vtt").of(ClipPath("b.mp4"))?.stretches.count == 1)
    try folder.put("start_s,end_s,text\n2,1,x\n", "wrong.csv")
    for (name, message) in [
      ("wrong.csv", "line 2: the end is before the start"), ("none.srt", "no such file"),
    ] {
      let error = #expect(throws: TranscriptFileError.self) { try transcripts(name) }
      #expect(error?.description == "cannot use --segments \(folder.path(name)): \(message)")
    }
    #expect(try ClipTranscripts(AnalysisOptions(), inputs: InputFolders()).of(ClipPath("a")) == nil)
  }
}
