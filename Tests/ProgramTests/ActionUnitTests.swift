import Formats
import TestSupport
import Testing

@Suite("features --kind aus")
struct ActionUnitTests {
  private static let units = [
    "AU01", "AU02", "AU04", "AU05", "AU06", "AU07", "AU09", "AU10", "AU12", "AU14", "AU15", "AU17", "AU20", "AU23",
    "AU25", "AU26", "AU45",
  ]
  private static let halves = ["AU12_left", "AU12_right", "AU14_left", "AU14_right"]
  private static let names =
    units.map { "\($0)_r" } + units.map { "\($0)_c" } + units.map { "\($0)_raw" } + halves.map { "\($0)_r" }
    + halves.map { "\($0)_raw" }
  private static let place = ["frame", "face_id", "timestamp", "confidence", "success"]
  private static let pose = ["pose_Rx", "pose_Ry", "pose_Rz"]

  private func rows(_ name: String, _ options: String = "") throws -> [JSONValue] {
    try FaceFeatureTests.rows("aus", name, options)
  }

  private func number(_ row: JSONValue, _ name: String) throws -> Double {
    try #require(row["aus"]?[name]?.number)
  }

  @Test("CSV: OpenFace's columns, then the uncalibrated and one-sided ones")
  func header() throws {
    let result = try FaceFeatureTests.run("aus", "face.jpg")
    #expect(result.status == 0 && result.lines.count == 2)
    #expect(result.lines.first == (Self.place + Self.pose + Self.names).joined(separator: ","))
    let cells = result.lines[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    #expect(cells.count == 5 + 3 + 59 && cells.allSatisfy { Double($0) != nil })
    #expect(try FaceFeatureTests.run("aus", "face.jpg", "--format npy").status == 64)
  }

  @Test("JSON Lines: the same values, with the units as an object")
  func object() throws {
    let row = try #require(rows("face.jpg").first)
    #expect(row.keys.sorted() == (Self.place + Self.pose + ["aus"]).sorted())
    #expect(row["aus"]?.keys.sorted() == Self.names.sorted())
    let csv = try FaceFeatureTests.run("aus", "face.jpg").lines[1].split(separator: ",").compactMap { Double($0) }
    for (index, name) in Self.names.enumerated() { #expect(try number(row, name) == csv[8 + index]) }
  }

  @Test("A happy face has a smile, a surprised face a dropped jaw")
  func expressions() throws {
    let (plain, happy) = (try rows("face.jpg")[0], try rows("face-happy.png")[0])
    let surprised = try rows("face-surprised.png")[0]
    for kind in ["r", "raw"] {
      #expect(try number(happy, "AU12_\(kind)") > number(plain, "AU12_\(kind)") + 0.5)
      #expect(try number(surprised, "AU26_\(kind)") > number(plain, "AU26_\(kind)") + 0.5)
    }
    #expect(try number(happy, "AU12_c") == 1 && number(plain, "AU12_c") == 0)
  }

  @Test("A video has a row per frame; units are 0…5, and present from 1 on")
  func video() throws {
    let rows = try rows("face.mp4")
    #expect(rows.compactMap { $0["frame"]?.number } == (1...rows.count).map(Double.init))
    #expect((80...84).contains(rows.count) && rows.allSatisfy { $0["success"] == 1 && $0["face_id"] == 0 })
    for row in rows {
      for unit in Self.units {
        let (level, presence) = (try number(row, "\(unit)_r"), try number(row, "\(unit)_c"))
        #expect((0...5).contains(level) && (presence == 1 || presence == 0))
        #expect(abs(level - 1) < 1e-3 || (level > 1) == (presence == 1))
      }
      let sides = try number(row, "AU12_left_raw") + number(row, "AU12_right_raw")
      #expect(abs(try number(row, "AU12_raw") - sides / 2) < 0.005, "the weights are symmetric")
    }
    let mouth = try rows.map { try number($0, "AU25_r") }
    #expect(mouth.max()! - mouth.min()! > 0.2, "the face speaks")
  }

  @Test("Each face has its own neutral, constant over the clip")
  func neutral() throws {
    let rows = try rows("two-faces.mp4", "--face all")
    // By id and unit, the difference between raw and calibrated values that are not clipped, in 250ths because both are
    // rounded.
    var neutral: [Double: [String: Set<Int>]] = [:]
    for row in rows {
      let id = try #require(row["face_id"]?.number)
      for unit in Self.units {
        let level = try number(row, "\(unit)_r")
        guard level > 0.002, level < 4.998 else { continue }
        let rest = try number(row, "\(unit)_raw") - level
        neutral[id, default: [:]][unit, default: []].insert(Int((rest * 250).rounded()))
      }
    }
    #expect(neutral.keys.sorted() == [0, 1])
    for rests in neutral.values.flatMap(\.values) { #expect(rests.max()! - rests.min()! <= 1) }
    #expect(neutral[0] != neutral[1])
  }

  @Test("A mirrored image swaps left and right", .enabled(if: Tools.hasFFmpeg))
  func mirror() throws {
    let folder = try WorkFolder()
    for name in ["face-happy.png", "face-surprised.png"] {
      try Tools.ffmpeg("-i \(Repository.fixture(name)) -vf hflip \(folder.path(name))")
      let mirrored = try Program.run(
        .words("features --kind aus --format jsonl") + [Argument(folder.path(name))]
      ).lines
      let (one, other) = (try rows(name)[0], try JSONValue(parsing: try #require(mirrored.first)))
      for unit in Self.units { #expect(abs(try number(one, "\(unit)_raw") - number(other, "\(unit)_raw")) < 0.05) }
      for unit in ["AU12", "AU14"] {
        for kind in ["r", "raw"] {
          let (left, right) = ("\(unit)_left_\(kind)", "\(unit)_right_\(kind)")
          #expect(abs(try number(one, left) - number(other, right)) < 0.05)
          #expect(abs(try number(one, right) - number(other, left)) < 0.05)
        }
      }
    }
  }

  @Test("A frame without a face has success 0 and empty cells")
  func noFace() throws {
    let lines = try FaceFeatureTests.run("aus", "silent-picture.mp4").lines.dropFirst()
    #expect(!lines.isEmpty)
    for line in lines { #expect(line.hasSuffix(",,0" + String(repeating: ",", count: 3 + 59)), "\(line)") }
    let row = try #require(rows("silent-picture.mp4").first)
    #expect(row["success"] == 0 && Self.names.allSatisfy { row["aus"]?[$0] == .null })
    #expect(try FaceFeatureTests.run("aus", "speech.wav").status == 1)
  }

  @Test("Several clips, a part of a clip, and a face crop")
  func ways() throws {
    let clips = ["face.jpg", "frame.png"].map { Argument(Repository.fixture($0)) }
    let lines = try Program.run(["features", "--kind", "aus"] + clips).lines
    #expect(lines.count == 3 && lines[0].hasPrefix("path,frame,") && lines[2].contains("frame.png"))
    let times = try rows("face.mp4", "--start 1 --duration 1").compactMap { $0["timestamp"]?.number }
    #expect(times.first == 1 && times.count == 25)
    #expect(try rows("face-happy.png", "--face full-frame").first?["success"] == 1)
  }
}
