import Formats
import Foundation
import TestSupport
import Testing

@Suite("analyze --baseline")
struct BaselineFileTests {
  private let clips: SpeakerClips

  init() throws {
    clips = try SpeakerClips()
  }

  @Test("A baseline file gives the same records as the run that wrote it, and is not changed")
  func sameAsRun() throws {
    let options = "--speaker-by directory --baseline b.json"
    let written = try clips.records("\(options) anna ben")
    #expect(written.count == 4 && written.values.allSatisfy { $0["options"]?.text == options })
    let run = try clips.records("--speaker-by directory anna ben")
    for (path, record) in written { #expect(run[path]?.without("options") == record.without("options")) }
    #expect(try clips.folder.entries == ["anna", "b.json", "ben"])
    let file = try clips.folder.bytes("b.json")
    #expect(try JSONValue(parsing: file)["speakers"]?.keys.sorted() == ["anna", "ben"])

    for jobs in 1...2 { #expect(try clips.records("\(options) -j \(jobs) ben anna") == written) }
    let one = try clips.records("\(options) anna/2.opus")
    #expect(one["anna/2.opus"] == written["anna/2.opus"])
    #expect(one["anna/2.opus"]?.value(at: ["baseline", "clips"]) == 3)
    #expect(try clips.folder.bytes("b.json") == file)
    // Writing it again from the same clips gives the same file.
    _ = try clips.analyze("--speaker-by directory --baseline c.json -j 2 ben/1.mp4 anna")
    #expect(try clips.folder.bytes("c.json") == file)
  }

  @Test("A speaker missing from the file is scored without a baseline")
  func missingSpeaker() throws {
    _ = try clips.analyze("--speaker-by directory --baseline b.json ben")
    let records = try clips.records("--speaker-by directory --baseline b.json anna/1.wav ben")
    let general = try clips.records("anna/1.wav")
    let record = try #require(records["anna/1.wav"])
    #expect(record["speaker"]?.text == "anna" && record["baseline"] == .null)
    #expect(record["probabilities"] == general["anna/1.wav"]?["probabilities"])
    #expect(records["ben/1.mp4"]?.value(at: ["baseline", "clips"]) == 1)
  }

  @Test("With an existing file the list of clips may be endless: each record appears at once")
  func endless() throws {
    _ = try clips.analyze("--speaker-by directory --baseline b.json anna")
    let program = try RunningProgram(
      .words("analyze --speaker-by directory --baseline b.json -j 1 -"),
      directory: clips.folder.path
    )
    for (count, name) in ["anna/1.wav", "ben/1.mp4", "anna/3.jpg"].enumerated() {
      program.send("\(name)\n")
      #expect(program.waitForLines(count + 1))
    }
    program.closeInput()
    let result = program.waitForEnd()
    let baselines = try result.records().map { $0.value(at: ["baseline", "clips"]) }
    #expect(result.status == 0 && baselines == [3, nil, 3])
  }

  @Test("An unusable file is reported, and nothing starts")
  func unusable() throws {
    _ = try clips.analyze("--speaker-by directory --baseline b.json anna/3.jpg")
    let good = try clips.folder.text("b.json")
    let features = try #require(JSONValue(parsing: Array(good.utf8))["features"]?.text)
    for (text, words) in [
      ("", "it holds no personal baselines"), (String(good.prefix(2000)), "it holds no personal baselines"),
      (good.replacingOccurrences(of: features, with: "other"), "its clips were measured with other weights"),
      (good.replacingOccurrences(of: "baselines/1", with: "baselines/9"), "its schema is \"emocli.baselines/9\""),
      (good.replacingOccurrences(of: "\"sums\":\"", with: "\"sums\":\"AAAA"), "speakers.anna."),
    ] {
      try clips.folder.put(text, "b.json")
      let result = try clips.analyze("--speaker-by directory --baseline b.json -o out.jsonl anna")
      #expect(result.status == 2 && result.output.isEmpty)
      #expect(result.error.contains("cannot use --baseline b.json: \(words)"))
      #expect(try clips.folder.text("b.json") == text)
    }
    for (file, words) in [("anna", "is not a regular file"), ("/nonexistent/b.json", "cannot write")] {
      let result = try clips.analyze("--speaker-by directory --baseline \(file) -o out.jsonl anna")
      #expect(result.status == 2 && result.error.contains(words))
    }
    #expect(try clips.folder.entries == ["anna", "b.json", "ben"])
  }

  @Test("No file is written if no clip with a speaker was measured")
  func noSpeaker() throws {
    try clips.folder.put("no sound", "broken/1.wav")
    let result = try clips.analyze("--speaker-by directory --baseline b.json broken")
    #expect(result.status == 1 && result.error.contains("b.json was not written"))
    #expect(try clips.folder.entries == ["anna", "ben", "broken"])
  }

  @Test(
    "The baseline file must not be another input or output",
    arguments: [
      "--baseline anna/1.wav anna/1.wav", "--baseline ./anna/../anna/1.wav anna/1.wav", "--baseline new.wav new.wav",
      "--baseline out -o out anna", "--baseline ./out -o out anna", "--baseline b.json --model b.json anna",
    ]
  )
  func ownFile(options: String) throws {
    let result = try clips.analyze("--speaker-by directory \(options)")
    #expect(result.status == 64 && result.output.isEmpty && result.error.contains("--baseline"))
    #expect(try clips.folder.entries == ["anna", "ben"])
  }
}
