import Formats
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Resuming an earlier run")
struct ResumingTests {
  /// A directory of clips, some of them broken.
  struct Clips {
    let folder: WorkFolder
    let names: [String]

    init(_ count: Int, broken: Int = 0) throws {
      folder = try WorkFolder()
      names = (0..<count).map { "clips/\($0 < 10 ? "0" : "")\($0)." + ($0 < broken ? "mp4" : "opus") }
      for name in names.dropFirst(broken) { try folder.copy(Repository.fixture("speech.opus"), as: name) }
      for name in names.prefix(broken) { try folder.put("no film", name) }
    }

    func arguments(_ words: String) -> [Argument] {
      ["analyze"] + .words(words) + ["--resume", "-o", "out", "clips"]
    }

    func analyze(_ words: String = "") throws -> Program.Result {
      try Program.run(arguments(words), directory: folder.path)
    }

    /// Returns each recorded path with its outcome, in file order, after checking every row.
    func outcomes() throws -> [String] {
      try folder.text("out").split(separator: "\n").map { line in
        let record = try RecordChecks.check(String(line))
        return "\(record["path"]?.text ?? "") \(record.outcome ?? "")"
      }
    }
  }

  @Test("Recorded clips are skipped, failures are retried, a torn row is removed", arguments: ["jsonl", "csv"])
  func goingOn(format: String) throws {
    let clips = try Clips(3, broken: 1)
    let first = try clips.analyze("-f \(format)")
    #expect(first.status == 1 && first.error.contains("2 clips ok, 1 failed (1 corrupt);"))
    let complete = try clips.folder.text("out")
    let torn = format == "csv" ? "emocli.clip/1,clips/02" : "{\"schema\":\"emocli.clip/1\",\"path\":\"clips/02"
    try clips.folder.put(complete + torn, "out")
    let second = try clips.analyze("-f \(format)")
    #expect(second.status == 1 && second.error.contains("0 clips ok, 1 failed (1 corrupt), 2 already recorded;"))
    let lines = { (text: String) in text.split(separator: "\n").sorted() }
    #expect(lines(complete) == lines(try clips.folder.text("out")))

    // Repair the broken clip and change a good one.
    try clips.folder.copy(Repository.fixture("speech.mp4"), as: "clips/00.mp4")
    try clips.folder.copy(Repository.fixture("speech.wav"), as: "clips/01.opus")
    let third = try clips.analyze("-f \(format)")
    #expect(third.status == 0 && third.error.contains("2 clips ok, 0 failed, 1 already recorded;"))
    #expect(try clips.folder.text("out").split(separator: "\n").count == (format == "csv" ? 4 : 3))
    let fourth = try clips.analyze("-f \(format)")
    #expect(fourth.status == 0 && fourth.error.contains("0 clips ok, 0 failed, 3 already recorded;"))
  }

  @Test("Rows of failures that are not retried stay")
  func otherFailures() throws {
    let clips = try Clips(2, broken: 1)
    #expect(try clips.analyze().status == 1)
    let words: [Argument] = ["analyze", "--resume", "-o", "out"]
    let other = try Program.run(words + ["clips/01.opus"], directory: clips.folder.path)
    #expect(other.status == 0)
    #expect(try clips.outcomes() == ["clips/00.mp4 corrupt", "clips/01.opus ok"])
    let list = try Program.run(words + ["-"], input: Array("clips/00.mp4\n".utf8), directory: clips.folder.path)
    #expect(list.status == 1)
    #expect(try clips.outcomes() == ["clips/01.opus ok", "clips/00.mp4 corrupt"])
  }

  @Test("An endless list starts at once if no clip must be redone")
  func endlessList() throws {
    let clips = try Clips(2)
    #expect(try clips.analyze().status == 0)
    let program = try RunningProgram(
      ["analyze", "--resume", "-o", "out", "-"],
      directory: clips.folder.path
    )
    program.send("clips/00.opus\nclips/00.opus\n")
    #expect(Processes.wait { (try? clips.outcomes().count) == 3 })
    program.closeInput()
    #expect(program.waitForEnd().status == 0)
    #expect(try clips.outcomes() == ["clips/00.opus ok", "clips/01.opus ok", "clips/00.opus ok"])
  }

  @Test("Other options, another format and a non-regular file are rejected before anything changes")
  func refused() throws {
    let clips = try Clips(1)
    #expect(try clips.analyze().status == 0)
    let bytes = try clips.folder.bytes("out")
    for words in ["--timeline 1", "-f csv", "--modality voice"] {
      let result = try clips.analyze(words)
      #expect(result.status == 2 && result.error.contains("cannot resume out"), "\(words)")
    }
    #expect(try clips.folder.bytes("out") == bytes)
    let null = try Program.run("analyze", "--resume", "-o", "/dev/null", Argument(Repository.fixture("speech.opus")))
    #expect(null.status == 2 && null.error.contains("not a regular file"))
  }

  @Test(
    "--resume requires a file of rows with whole records",
    arguments: ["", "-o out -f json", "-o out -f table", "-o out --fields path"]
  )
  func wrongUsage(words: String) throws {
    let result = try Program.run(["analyze", "--resume"] + .words(words) + ["clip.wav"])
    #expect(result.status == 64 && result.error.contains("--resume"))
  }

  @Test("With one row per channel, no row is lost or duplicated")
  func channels() throws {
    let folder = try WorkFolder()
    for name in ["a.wav", "b.wav"] { try folder.copy(Repository.fixture("speech-stereo.wav"), as: name) }
    let words: [Argument] = ["analyze", "--channel", "each", "--resume", "-o", "out", "a.wav", "b.wav"]
    #expect(try Program.run(words, directory: folder.path).status == 0)
    let complete = try folder.text("out").split(separator: "\n", omittingEmptySubsequences: false)
    for kept in 0..<4 {
      try folder.put(complete[..<kept].map { $0 + "\n" }.joined(), "out")
      #expect(try Program.run(words, directory: folder.path).status == 0)
      let rows = try folder.text("out").split(separator: "\n").map { try JSONValue(parsing: String($0)) }
      let found = rows.map { "\($0["path"]?.text ?? "") \($0["channel"]?.number ?? 0)" }
      #expect(found.sorted() == ["a.wav 1.0", "a.wav 2.0", "b.wav 1.0", "b.wav 2.0"], "\(kept)")
    }
  }

  @Test("All clips of a speaker are redone if one is missing; other speakers' are not")
  func speakers() throws {
    let clips = try SpeakerClips()
    let words = "--speaker-by directory --resume -o out anna ben"
    #expect(try clips.analyze(words).status == 0)
    let rows = try clips.folder.text("out").split(separator: "\n").map(String.init)
    let (anna, ben) = (rows.filter { $0.contains("\"anna\"") }, rows.filter { $0.contains("\"ben\"") })
    #expect(anna.count == 3 && ben.count == 1)
    try clips.folder.put((anna.dropLast() + ben).map { $0 + "\n" }.joined(), "out")
    let result = try clips.analyze(words)
    #expect(result.status == 0 && result.error.contains("3 clips ok, 0 failed, 1 already recorded;"))
    let again = try clips.folder.text("out").split(separator: "\n").map(String.init)
    // Ben's row is unchanged, anna's are equal except for the timing.
    #expect(again.first == ben.first)
    func untimed(_ rows: [String]) throws -> [JSONValue] {
      try rows.map { try JSONValue(parsing: $0).without("timing") }
    }
    #expect(try untimed(Array(again.dropFirst())) == untimed(anna))
  }

  @Test("A speaker's rows are kept if the run produces no new ones")
  func speakersKept() throws {
    let clips = try SpeakerClips()
    let words = "--speaker-by directory --resume -o out anna ben"
    #expect(try clips.analyze(words).status == 0)
    let before = try clips.folder.bytes("out")
    try clips.folder.put("no film", "anna/4.mp4")
    let strict = try clips.analyze("--strict " + words)
    #expect(strict.status == 1 && strict.error.contains("anna/4.mp4: corrupt"))
    #expect(try clips.folder.bytes("out") == before)
    mkfifo(clips.folder.path("pipe.wav"), 0o600)
    let pipe = open(clips.folder.path("pipe.wav"), O_RDWR | O_CLOEXEC)
    defer { close(pipe) }
    let program = try RunningProgram(
      ["analyze"] + .words("-j 1 " + words) + ["pipe.wav"],
      directory: clips.folder.path
    )
    #expect(Processes.wait { Processes.children(of: program.process).contains(where: Processes.hasOpenPipe) })
    program.send(signal: SIGINT)
    #expect(program.waitForEnd().status == 130)
    #expect(try clips.folder.bytes("out") == before)
    #expect(try clips.folder.entries == ["anna", "ben", "out", "pipe.wav"])
  }

  @Test("A clip with a missing annotation file is redone")
  func missingSidecar() throws {
    let clips = try Clips(2)
    let words = "--sidecar srt --sidecar vtt"
    #expect(try clips.analyze(words).status == 0)
    unlink(clips.folder.path("clips/01.opus.vtt"))
    let again = try clips.analyze(words)
    #expect(again.status == 0 && again.error.contains("1 clip ok, 0 failed, 1 already recorded;"))
    #expect(try clips.folder.bytes("clips/01.opus.vtt").count > 20 && clips.outcomes().count == 2)
  }

  @Test("After ten random kills no record is lost, duplicated or torn", .timeLimit(.minutes(4)))
  func killed() throws {
    let clips = try Clips(30, broken: 4)
    var random = SystemRandomNumberGenerator()
    for _ in 0..<10 {
      let program = try RunningProgram(clips.arguments("-j 2 -q"), directory: clips.folder.path)
      usleep(UInt32.random(in: 0..<1_500_000, using: &random))
      program.send(signal: SIGKILL)
      _ = program.waitForEnd()
    }
    #expect(try clips.analyze("-j 2").status == 1)
    let expected = clips.names.map { $0 + ($0.hasSuffix("mp4") ? " corrupt" : " ok") }
    #expect(try clips.outcomes().sorted() == expected.sorted())
    #expect(try clips.folder.entries == ["clips", "out"])
  }
}
