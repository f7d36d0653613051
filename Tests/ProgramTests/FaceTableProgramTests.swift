import Formats
import Foundation
import TestSupport
import Testing

@Suite("analyze --face-csv")
struct FaceTableProgramTests {
  static let speech = Argument(Repository.fixture("speech.wav"))
  private static let units = [1, 2, 4, 5, 6, 7, 9, 10, 12, 14, 15, 17, 20, 23, 25, 26, 45]
  /// The unit intensities of a smile; a neutral face has none.
  private static let smile = [6: 2.5, 7: 1.5, 10: 1, 12: 3.5, 14: 1.5, 25: 2]

  private static var header: String {
    (["frame", "face_id", "timestamp", "confidence", "success"] + units.map { String(format: "AU%02d_r", $0) })
      .joined(separator: ", ")
  }

  /// Returns an OpenFace table of a face, 30 rows per second, that smiles from a given second on.
  static func table(seconds: Double = 3.3, smilesFrom: Double = .infinity, isFace: (Double) -> Bool = { _ in true })
    -> String
  {
    let rows = (0..<Int(30 * seconds)).map { frame -> String in
      let time = Double(frame) / 30
      let there = isFace(time)
      let values = units.map { time >= smilesFrom ? smile[$0] ?? 0 : 0 }
      let cells = values.map { there ? String(format: "%.2f", $0) : "0" }
      let head = ["\(frame + 1)", "0", String(format: "%.3f", time), there ? "0.98" : "0.1", there ? "1" : "0"]
      return (head + cells).joined(separator: ", ")
    }
    return ([header] + rows).joined(separator: "\r\n") + "\r\n"
  }

  private let folder: WorkFolder

  init() throws {
    folder = try WorkFolder()
  }

  func record(_ table: String, _ options: String = "", of clip: Argument = speech) throws -> JSONValue {
    let file = Argument(try folder.put(table, "face.csv"))
    let records = try Program.run(["analyze", "--face-csv", file] + .words(options) + [clip]).records()
    return try #require(records.first)
  }

  private func happy(_ record: JSONValue) -> Double {
    record["modalities"]?["face"]?["probabilities"]?["happy"]?.number ?? .nan
  }

  @Test("A smile in the table makes the face happy; a neutral face does not")
  func smile() throws {
    let (plain, smiling) = (try record(Self.table()), try record(Self.table(smilesFrom: 0)))
    #expect(happy(smiling) > 0.5 && happy(plain) < 0.3)
    for record in [plain, smiling] {
      #expect(record["options"]?.text == "--face-csv \(folder.path("face.csv"))")
      #expect(record["modalities"]?["face"]?["coverage"] == 1 && record["modalities"]?["face"]?["faces"] == 1)
      #expect(record["modalities"]?["voice"]?["present"] == true && record["alignment"] != .null)
      #expect(record["duration_s"]?.number == 3.287)
      // The voice and face of this pair may disagree.
      #expect([[], ["voice and face disagree"]].contains(record["warnings"]))
    }
    let fused = [plain, smiling].map { RecordChecks.labelled($0["probabilities"])["happy"] ?? .nan }
    #expect(fused[1] > fused[0] + 0.1)
    let voices = [plain, smiling].map { $0["modalities"]?["voice"]?["probabilities"] }
    #expect(voices[0] == voices[1])
  }

  @Test("A single row without a time applies to the whole clip")
  func onlyRow() throws {
    let rows = Self.table(smilesFrom: 0).split(separator: "\r\n").prefix(2)
    let cut = rows.map { $0.split(separator: ",").suffix(17).joined(separator: ",") }.joined(separator: "\n")
    let long = Argument(try folder.put(WaveFile.speech(seconds: 9).bytes, "long.wav"))
    let record = try record(cut, "--timeline 3", of: long)
    #expect(happy(record) > 0.5 && record["modalities"]?["face"]?["coverage"] == 1)
    #expect(record["segments"]?.elements.count == 3)
  }

  @Test("A smile affects only the segments it is in")
  func timeline() throws {
    let long = Argument(try folder.put(WaveFile.speech(seconds: 12).bytes, "long.wav"))
    let table = Self.table(seconds: 12, smilesFrom: 6)
    let segments = try record(table, "--modality face --timeline 3", of: long)["segments"]?.elements ?? []
    let happy = segments.map { RecordChecks.labelled($0["probabilities"])["happy"] ?? .nan }
    try #require(happy.count == 4)
    #expect(happy[0] + 0.2 < happy[3])
    let late = try record(table, "--modality face --start 7 --duration 4", of: long)
    #expect(self.happy(late) > 0.5 && late["duration_s"] == 4)
  }

  @Test("Without faces in the table only the voice counts; coverage is the share of faces")
  func coverage() throws {
    let half = try record(Self.table(isFace: { Int($0) % 2 == 0 }))
    #expect(abs((half["modalities"]?["face"]?["coverage"]?.number ?? 0) - 0.6) < 0.1)
    let none = try record(Self.table(isFace: { _ in false }))
    #expect(none["modalities"]?["face"]?["present"] == false && none["warnings"] == ["no face"])
    #expect(try record(Self.table(isFace: { _ in false }), "--modality both").outcome == "no_speech_or_face")
  }

  @Test("An intensity above the scale counts as its maximum")
  func beyondTheScale() throws {
    func record(_ cell: String) throws -> JSONValue {
      try self.record(Self.table(smilesFrom: 0).replacingOccurrences(of: "3.50", with: cell))
    }
    let (most, more) = (try record("5.00"), try record("1e12"))
    #expect(more["status"] == "ok" && more["probabilities"] == most["probabilities"])
    #expect(most["probabilities"] != (try self.record(Self.table(smilesFrom: 0)))["probabilities"])
  }

  @Test("A clip needs no sound, and its own video is ignored")
  func withoutSound() throws {
    for name in ["face-silent.mp4", "speech.wav", "face.jpg"] {
      let clip = Argument(Repository.fixture(name))
      let record = try record(Self.table(smilesFrom: 0), "--modality face", of: clip)
      #expect(record["emotion"] == "happy" && record["modalities"]?["voice"]?["present"] == false, "\(name)")
      #expect(record["alignment"] == .null && (record["duration_s"] == 0) == (name == "face.jpg"))
    }
    let silent = Argument(Repository.fixture("face-silent.mp4"))
    #expect(happy(try record(Self.table(smilesFrom: 0), of: silent)) > 0.5)
    let own = try Program.run("analyze", "--modality", "face", silent).records()
    #expect(happy(own[0]) < happy(try record(Self.table(smilesFrom: 0), of: silent)))
  }

  @Test("An invalid table fails the clip, with file, line and column")
  func bad() throws {
    let good = Self.table()
    let table: [(String, String, String)] = [
      ("", "corrupt", "the file is empty"), (Self.header, "corrupt", "there is no row below the header"),
      (good.replacingOccurrences(of: "AU45_r", with: "AU45_c"), "corrupt", "line 1: there is no column AU45_r"),
      (
        good.replacingOccurrences(of: "\r\n3, 0", with: "\r\n3, zero"), "corrupt",
        "line 4, column face_id: 'zero' is not a finite number"
      ),
      (
        good.replacingOccurrences(of: "timestamp", with: "time"), "corrupt",
        "line 1: there is no column timestamp, and several rows need one"
      ),
      (
        good + Self.table().split(separator: "\r\n")[1], "corrupt",
        "line 101, column timestamp: the time runs backwards"
      ),
    ]
    for (text, kind, words) in table {
      let record = try record(text)
      #expect(record.outcome == kind)
      #expect(record["error"]?["message"]?.text == "--face-csv \(folder.path("face.csv")): \(words)")
    }
    for (file, kind) in [("missing.csv", "not_found"), (".", "unreadable")] {
      let result = try Program.run(["analyze", "--face-csv", Argument(folder.path(file)), Self.speech])
      #expect(try result.status == 1 && result.records()[0].outcome == kind)
    }
    let missing = try Program.run(["analyze", "--face-csv", Argument(folder.path("face.csv")), "missing.wav"])
    #expect(try missing.records()[0].outcome == "not_found")
  }

  @Test("AU presences count if all 18 are given")
  func presences() throws {
    let rows = Self.table(smilesFrom: 0).split(separator: "\r\n")
    func record(with units: [Int]) throws -> JSONValue {
      let names = units.map { String(format: "AU%02d_c", $0) }
      let cells = units.map { Self.smile[$0] == nil ? "0" : "1" }
      let table =
        [([String(rows[0])] + names).joined(separator: ",")]
        + rows.dropFirst().map { ([String($0)] + cells).joined(separator: ",") }
      return try self.record(table.joined(separator: "\n")).without("timing")
    }
    let (none, all) = (try record(with: []), try record(with: Self.units + [28]))
    #expect(try record(with: Self.units) == none)
    let faces = [none, all].map { $0.value(at: ["modalities", "face", "probabilities"]) }
    #expect(faces[0] != faces[1] && all.value(at: ["modalities", "face", "coverage"]) == 1)
  }

  @Test("The table can be read from a pipe")
  func pipe() throws {
    let input = Array(Self.table(smilesFrom: 0).utf8)
    let result = try Program.run(["analyze", "--face-csv", "/dev/stdin", Self.speech], input: input)
    #expect(try happy(result.records()[0]) > 0.5)
  }

  @Test("A table written by features can be read: same coverage and lag")
  func ownTable() throws {
    let rows = try Program.run(
      ["features", "--kind", "landmarks", Argument(Repository.fixture("face.mp4"))]
    ).lines
    let columns = Self.header.split(separator: ",").suffix(17).joined(separator: ",")
    let table = [rows[0] + "," + columns] + rows.dropFirst().map { $0 + String(repeating: ",0.5", count: 17) }
    let clip = Argument(Repository.fixture("face.mp4"))
    let (own, read) = (
      try Program.run("analyze", clip).records()[0], try record(table.joined(separator: "\n"), of: clip)
    )
    #expect(read["modalities"]?["face"]?["coverage"] == own["modalities"]?["face"]?["coverage"])
    let lags = [own, read].map { $0["alignment"]?["lag_ms"]?.number ?? .nan }
    // The two runs sample slightly different frames.
    #expect(abs(lags[0] - lags[1]) < 40)
  }
}
