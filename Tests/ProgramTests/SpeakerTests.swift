import Foundation
import Glibc
import TestSupport
import Testing

@Suite("analyze --speaker-by")
struct SpeakerTests {
  private let clips: SpeakerClips

  init() throws {
    clips = try SpeakerClips()
  }

  @Test("A speaker's clips are scored against all of them, for any order and number of jobs")
  func anyOrder() throws {
    let first = try clips.analyze("--speaker-by directory -j 1 anna ben")
    let records = try first.records()
    #expect(first.status == 0 && records.map { $0["path"]?.text } == SpeakerClips.names)
    #expect(records.map { $0["speaker"]?.text } == ["anna", "anna", "anna", "ben"])
    #expect(records.map { $0.value(at: ["baseline", "clips"]) } == [3, 3, 3, 1])
    #expect(records.allSatisfy { $0["options"]?.text == "--speaker-by directory" })
    let turned = try clips.records("--speaker-by directory -j 2 ben anna/3.jpg anna/1.wav anna/2.opus")
    for record in records {
      #expect(turned[record["path"]?.text ?? ""] == record.without("timing"))
    }
    let general = try clips.records("anna ben")
    for record in records {
      let other = try #require(general[record["path"]?.text ?? ""])
      #expect(other["speaker"] == .null && other["baseline"] == .null)
      #expect(other["probabilities"] != record["probabilities"], "the baseline changes the prediction")
      for key in ["duration_s", "alignment"] { #expect(other[key] == record[key]) }
    }
  }

  @Test("A single clip is its own baseline")
  func alone() throws {
    let alone = try clips.records("--speaker-by directory ben/1.mp4")
    let among = try clips.records("--speaker-by directory anna/1.wav ben/1.mp4")
    #expect(alone["ben/1.mp4"] == among["ben/1.mp4"])
    let table = FaceTableProgramTests.table(smilesFrom: 0)
    let measured = try clips.records("--speaker-by directory --face-csv /dev/stdin anna/1.wav", input: table)
    #expect(measured["anna/1.wav"]?.value(at: ["modalities", "face", "present"]) == true)
    #expect(alone["ben/1.mp4"]?.value(at: ["baseline", "clips"]) == 1)
  }

  @Test("A path that the expression does not match has no speaker and no baseline")
  func unmatched() throws {
    let result = try clips.analyze(#"--speaker-by regex:anna/(\d)\.(?:wav|opus) - -q"#, input: "anna\nben\n")
    #expect(result.status == 0)
    let records = try result.records()
    let speakers = records.map { $0["speaker"]?.text }
    #expect(speakers == ["1", "2", nil, nil])
    #expect(records.map { $0.value(at: ["baseline", "clips"]) } == [1, 1, nil, nil])
    let general = try clips.records("anna/3.jpg ben")
    for record in records[2...] {
      #expect(general[record["path"]?.text ?? ""]?.without("options") == record.without("timing", "options"))
    }
  }

  @Test("--labels, --min-confidence and --timeline apply to baseline scoring")
  func options() throws {
    let records = try clips.analyze(
      "--speaker-by directory --labels happy,sad --min-confidence 1 --timeline 1 anna/1.wav anna/2.opus"
    ).records()
    for record in records {
      #expect(record["probabilities"]?.keys == ["happy", "sad"] && record["emotion"] == "uncertain")
      let segments = record["segments"]?.elements ?? []
      // Nobody speaks after 3 s.
      #expect(segments.count == 4 && segments[3]["emotion"] == .null)
      #expect(segments.prefix(3).allSatisfy { $0["probabilities"]?.keys == ["happy", "sad"] })
    }
  }

  @Test("A failed clip is an error record in its place and does not affect the baseline")
  func failure() throws {
    try clips.folder.put("no sound", "anna/0.wav")
    let result = try clips.analyze("--speaker-by directory anna missing.wav")
    #expect(result.status == 1)
    let records = try result.records()
    #expect(records.map(\.outcome) == ["corrupt", "ok", "ok", "ok", "not_found"])
    #expect(records[1].value(at: ["baseline", "clips"]) == 3)
    let strict = try clips.analyze("--speaker-by directory --strict -j 2 anna/1.wav anna/0.wav anna/2.opus")
    // The remaining clips would be scored against an incomplete baseline.
    #expect(try strict.status == 1 && strict.records().map(\.outcome) == ["corrupt"])
  }

  @Test("A warning says that directories of the same name count as one speaker")
  func sameNames() throws {
    try clips.folder.copy(Repository.fixture("face.jpg"), as: "other/anna/1.jpg")
    let result = try clips.analyze("--speaker-by directory anna/3.jpg other")
    #expect(result.error.contains("warning: treating the clips in anna and other/anna as one speaker, anna"))
    #expect(try result.records().allSatisfy { $0.value(at: ["baseline", "clips"]) == 2 })
  }

  @Test("A run interrupted or killed during measurement leaves no records or files", arguments: [SIGINT, SIGKILL])
  func interrupted(signal: Int32) throws {
    mkfifo(clips.folder.path("pipe.wav"), 0o600)
    // Open for reading and writing so that neither side blocks; the bytes keep the reader waiting for more.
    let pipe = open(clips.folder.path("pipe.wav"), O_RDWR | O_CLOEXEC)
    defer { close(pipe) }
    #expect(write(pipe, "RIFF", 4) == 4)
    let temporary = try clips.folder.makeDirectory("tmp")
    let program = try RunningProgram(
      .words("analyze --speaker-by directory --baseline b.json -j 1 anna/3.jpg pipe.wav"),
      environment: ["TMPDIR": temporary],
      directory: clips.folder.path
    )
    #expect(Processes.wait { Processes.children(of: program.process).contains(where: Processes.hasOpenPipe) })
    program.send(signal: signal)
    let result = program.waitForEnd()
    #expect(result.output.isEmpty && result.status == (signal == SIGINT ? 130 : 256 + Int(SIGKILL)))
    if signal == SIGINT { #expect(result.error.contains("interrupted before all clips were measured")) }
    #expect(try clips.folder.entries == ["anna", "ben", "pipe.wav", "tmp"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).isEmpty)
  }
}
