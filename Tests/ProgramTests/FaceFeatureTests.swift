import Formats
import TestSupport
import Testing

@Suite("features --kind face, landmarks and embedding")
struct FaceFeatureTests {
  static func run(_ kind: String, _ name: String, _ options: String = "") throws -> Program.Result {
    try Program.run(["features", "--kind", Argument(kind)] + .words(options) + [Argument(Repository.fixture(name))])
  }

  static func rows(_ kind: String, _ name: String, _ options: String = "") throws -> [JSONValue] {
    try run(kind, name, "--format jsonl " + options).lines.map { try JSONValue(parsing: $0) }
  }

  @Test("Every frame of the video at its time")
  func everyFrame() throws {
    let rows = try Self.rows("face", "face.mp4")
    let times = rows.compactMap { $0["timestamp"]?.number }
    #expect(rows.compactMap { $0["frame"]?.number } == (1...rows.count).map(Double.init))
    #expect(times.count == rows.count && (80...84).contains(times.count))
    for (index, time) in times.enumerated() { #expect(abs(Double(index) / 25 - time) < 0.002) }
  }

  @Test("With --face all each face has a row and keeps its id")
  func all() throws {
    let rows = try Self.rows("face", "two-faces.mp4", "--face all")
    let times = Set(rows.compactMap { $0["timestamp"]?.number })
    #expect(rows.count == 2 * times.count && rows.allSatisfy { $0["success"] == 1 })
    for row in rows {
      let isLeft = row["box_x"]?.number ?? 0 < 160
      #expect(row["face_id"] == (isLeft ? 0 : 1))
    }
  }

  @Test("face: OpenFace's columns, then the box and the openings")
  func face() throws {
    let result = try Self.run("face", "face.mp4")
    let names =
      "frame,face_id,timestamp,confidence,success,pose_Rx,pose_Ry,pose_Rz,box_x,box_y,box_w,box_h,eye_opening,mouth_opening,blink"
    #expect(result.status == 0 && result.lines.first == names)
    let rows = try Self.rows("face", "face.mp4")
    #expect(Set(rows.first?.keys ?? []) == Set(names.split(separator: ",").map(String.init)))
    for row in rows {
      #expect(row["success"] == 1 && row["face_id"] == 0 && row["confidence"]?.number ?? 0 >= 0.4)
      for name in ["pose_Rx", "pose_Ry", "pose_Rz"] { #expect(abs(row[name]?.number ?? 9) < 0.5, "facing ahead") }
      #expect((20...320).contains(row["box_w"]?.number ?? 0) && (20...240).contains(row["box_h"]?.number ?? 0))
    }
    let openings = rows.compactMap { $0["mouth_opening"]?.number }
    #expect((openings.max() ?? 0) - (openings.min() ?? 0) > 0.03, "the face speaks")
  }

  @Test("landmarks: 68 points in pixels of the displayed frame")
  func landmarks() throws {
    let header = try Self.run("landmarks", "face.jpg").lines.first
    let points = (0..<68).map { "x_\($0)" } + (0..<68).map { "y_\($0)" }
    #expect(
      header == "frame,face_id,timestamp,confidence,success,pose_Rx,pose_Ry,pose_Rz," + points.joined(separator: ",")
    )
    let row = try #require(Self.rows("landmarks", "face.jpg").first)
    let pairs = row["landmarks"]?.elements.map { $0.elements.compactMap(\.number) } ?? []
    #expect(pairs.count == 68 && pairs.allSatisfy { $0.count == 2 })
    // The right eye is left of the left eye, the nose below the eyes, the mouth below the nose, the chin below the
    // mouth.
    #expect(pairs[39][0] < pairs[42][0] && pairs[30][1] > pairs[39][1])
    #expect(pairs[51][1] > pairs[33][1] && pairs[8][1] > pairs[57][1])
  }

  @Test("embedding: 512 numbers; as npy one row per frame")
  func embedding() throws {
    let rows = try Self.rows("embedding", "face-silent.mp4")
    #expect(!rows.isEmpty && rows.allSatisfy { $0["embedding"]?.elements.count == 512 })
    let matrix = try Self.run("embedding", "face-silent.mp4", "--format npy")
    #expect(String(decoding: matrix.output.prefix(128), as: UTF8.self).contains("(\(rows.count), 512)"))
    #expect(matrix.output.count == 128 + rows.count * 512 * 4)
    #expect(try Self.run("landmarks", "face-silent.mp4", "--format npy").status == 64)
  }

  @Test("A frame without a face has success 0 and empty cells")
  func noFace() throws {
    let lines = try Self.run("face", "silent-picture.mp4").lines.dropFirst()
    #expect(!lines.isEmpty)
    for line in lines { #expect(line.hasSuffix(",,0" + String(repeating: ",", count: 10)), "\(line)") }
    #expect(try Self.rows("landmarks", "silent-picture.mp4").allSatisfy { $0["landmarks"] == .null })
    #expect(try Self.run("face", "speech.wav").status == 1)
  }

  @Test("A part of a clip keeps the clip's time; several clips have a path column")
  func parts() throws {
    let times = try Self.rows("face", "face.mp4", "--start 1 --duration 1").compactMap { $0["timestamp"]?.number }
    #expect(times.first == 1 && times.last ?? 9 < 2 && times.count == 25)
    let clips = ["face.jpg", "frame.png"].map { Argument(Repository.fixture($0)) }
    let lines = try Program.run(["features", "--kind", "face"] + clips).lines
    #expect(lines.count == 3 && lines[0].hasPrefix("path,frame,") && lines[2].contains("frame.png"))
  }
}
