import Formats
import Foundation
import TestSupport
import Testing

@Suite("Record formats")
struct FormatTests {
  static let clips: [Argument] = ["speech.wav", "missing.wav", "speech.mp4"]

  func run(_ options: Argument..., in folder: WorkFolder? = nil) throws -> Program.Result {
    let clips = Self.clips.map { Argument(bytes: Array("\(Repository.root)/Fixtures/".utf8) + $0.bytes) }
    return try Program.run(["analyze"] + options + clips, directory: folder?.path)
  }

  @Test("JSON Lines: the contract's keys in the contract's order")
  func jsonLines() throws {
    for result in [try run("-q"), try run("-q", "-f", "jsonl"), try run("-q", "--format=auto")] {
      #expect(result.status == 1 && result.error == "")
      #expect(try result.records().map(\.outcome) == ["ok", "not_found", "ok"])
      var rest = try #require(result.lines.first)[...]
      for key in RecordChecks.keys {
        let place = try #require(rest.range(of: "\"\(key)\":"), "\(key) is out of order")
        rest = rest[place.upperBound...]
      }
    }
  }

  @Test("JSON: one array")
  func json() throws {
    let lines = try run("-f", "jsonl").records()
    let array = try JSONValue(parsing: run("-f", "json").output)
    #expect(array.elements.count == 3)
    #expect(zip(array.elements, lines).allSatisfy { RecordChecks.areEqual($0, $1) })
    let empty = try Program.run(["analyze", "-f", "json", "-"])
    #expect(empty.text == "[]\n" && empty.status == 1)
  }

  @Test("CSV: the same columns for every record")
  func csv() throws {
    let result = try run("-f", "csv")
    let header = try #require(result.lines.first).split(separator: ",").map(String.init)
    #expect(result.lines.count == 4)
    for name in RecordChecks.keys
    where !["probabilities", "modalities", "time_share", "timing", "alignment", "baseline"].contains(name) {
      #expect(header.contains(name))
    }
    for name in [
      "probabilities.happy", "modalities.voice.weight", "time_share.uncertain", "timing.total_s", "error.kind",
      "baseline.clips",
    ] {
      #expect(header.contains(name))
    }
    #expect(try Program.run(["analyze", "-f", "csv", "-"]).lines.first == result.lines.first)
  }

  @Test("A readable table")
  func table() throws {
    let result = try run("-f", "table")
    #expect(result.lines.count >= 4 && !result.text.contains("\u{1b}"))
    #expect(result.text.contains("speech.wav") && result.text.contains("no such file"))
  }

  @Test("auto is a table on a terminal", .enabled(if: Tools.find("script") != nil))
  func terminal() throws {
    let command = "'\(Program.path)' analyze '\(Repository.fixture("speech.wav"))'"
    let result = try Program.run(
      ["-qec", Argument(command), "/dev/null"],
      executable: #require(Tools.find("script"))
    )
    #expect(result.text.contains("confidence") && !result.text.contains("\"schema\""))
  }

  @Test("--fields: only these keys, in this order")
  func fields() throws {
    let list: Argument = "emotion,modalities.voice.weight,path"
    let line = try #require(run("--fields", list).lines.first)
    #expect(try JSONValue(parsing: line)["modalities"] == ["voice": ["weight": 1]])
    #expect(line.hasPrefix("{\"emotion\":\"") && line.contains("\"modalities\":{\"voice\":{\"weight\":1}},\"path\":"))
    let table = try run("-f", "csv", "--fields", list).lines
    #expect(table.first == "emotion,modalities.voice.weight,path" && table.count == 4)
    #expect(table[2] == ",,\(Repository.fixture("missing.wav"))")
  }

  @Test("Messages never reach standard output", arguments: ["-q", "-v", "--no-progress"])
  func messages(option: String) throws {
    let result = try run(Argument(option))
    #expect(try result.records().count == 3)
    #expect(option == "-q" ? result.error.isEmpty : result.error.contains("2 clips ok, 1 failed"))
  }
}
