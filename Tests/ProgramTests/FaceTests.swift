import Formats
import TestSupport
import Testing

@Suite("Voice and face together")
struct FaceTests {
  static func record(_ name: String, _ options: String = "") throws -> JSONValue {
    let records = try Program.run(["analyze"] + .words(options) + [Argument(Repository.fixture(name))]).records()
    return try #require(records.first)
  }

  @Test("A speaking face: both streams count and are aligned")
  func both() throws {
    let record = try Self.record("face.mp4", "--timeline 1")
    let (voice, face) = (record["modalities"]?["voice"], record["modalities"]?["face"])
    #expect(voice?["present"] == true && face?["present"] == true)
    let weights = [voice, face].compactMap { $0?["weight"]?.number }
    #expect(weights.count == 2 && abs(weights.reduce(0, +) - 1) < 0.001 && weights.allSatisfy { (0...1).contains($0) })
    #expect(face?["coverage"]?.number ?? 0 > 0.9 && face?["faces"] == 1)
    #expect((0...1).contains(record["agreement"]?.number ?? -1))
    #expect(abs(record["alignment"]?["lag_ms"]?.number ?? 999) <= 510)
    #expect(record["alignment"]?["cost"]?.number ?? -1 >= 0)
    #expect(record["segments"]?.elements.count == 4 && record["timing"]?["face_s"]?.number ?? 0 > 0)
  }

  @Test("A face without a voice, and a still image")
  func faceOnly() throws {
    for (name, duration) in [("face-silent.mp4", 2.0), ("face.jpg", 0)] {
      let record = try Self.record(name)
      let voice = record["modalities"]?["voice"]
      #expect(voice?["present"] == false && voice?["weight"] == 0, "\(name)")
      for key in ["speech_ratio", "snr_db", "probabilities"] { #expect(voice?[key] == .null, "\(name)") }
      #expect(record["modalities"]?["face"]?["weight"] == 1 && record["alignment"] == .null, "\(name)")
      #expect(record["agreement"] == .null && record["duration_s"]?.number == duration, "\(name)")
      #expect(record["modalities"]?["face"]?["probabilities"] == record["probabilities"], "\(name)")
    }
  }

  @Test("--modality selects one stream, or requires both")
  func modality() throws {
    let (auto, both) = (try Self.record("face.mp4"), try Self.record("face.mp4", "--modality both"))
    #expect(both.without("timing", "options") == auto.without("timing", "options"))
    #expect(both["options"] == "--modality both")
    let voice = try Self.record("face.mp4", "--modality voice")
    #expect(voice["modalities"]?["face"]?["present"] == false)
    #expect(voice["probabilities"] == auto["modalities"]?["voice"]?["probabilities"])
    let face = try Self.record("face.mp4", "--modality face")
    #expect(face["modalities"]?["voice"]?["present"] == false)
    #expect(face["probabilities"] == auto["modalities"]?["face"]?["probabilities"])
    let table = [
      ("speech.wav", "--modality both"), ("speech.wav", "--modality face"), ("speech.mp4", "--modality both"),
      ("face-silent.mp4", "--modality both"), ("face-silent.mp4", "--modality voice"), ("face.jpg", "--modality voice"),
    ]
    for (name, options) in table {
      #expect(try Self.record(name, options).outcome == "no_speech_or_face", "\(name) \(options)")
    }
  }

  @Test("--face full-frame: the whole frame is the face")
  func fullFrame() throws {
    for (name, emotion) in [("face-happy.png", "happy"), ("face-surprised.png", "surprised")] {
      let record = try Self.record(name, "--face full-frame --modality face")
      #expect(record["emotion"] == .string(emotion) && record["modalities"]?["face"]?["coverage"] == 1)
      #expect(record["options"] == "--modality face --face full-frame")
    }
    // Any image works, because the user says that it is a face.
    #expect(try Self.record("frame.png", "--face full-frame")["modalities"]?["face"]?["faces"] == 1)
  }

  @Test("The larger of two faces counts")
  func largest() throws {
    #expect(try Self.record("two-faces.mp4")["modalities"]?["face"]?["faces"] == 2)
    let rows = try FaceFeatureTests.rows("face", "two-faces.mp4", "--face largest")
    #expect(!rows.isEmpty)
    for row in rows { #expect(row["box_x"]?.number ?? 999 < 160, "the larger face is on the left") }
  }

  @Test("--face all lists each face; without it there is no list")
  func all() throws {
    let record = try Self.record("two-faces.mp4", "--face all")
    let faces = record["faces"]?.elements ?? []
    #expect(faces.compactMap { $0["id"]?.number } == [0, 1])
    for face in faces {
      #expect(face["coverage"]?.number ?? 0 > 0.9 && face["confidence"]?.number ?? 0 > 0.125)
      #expect(face["box"]?["w"]?.number ?? 0 > 40)
      let predicted = face["probabilities"]
      let sum = predicted?.keys.compactMap { predicted?[$0]?.number }.reduce(0, +) ?? 0
      #expect(abs(sum - 1) < 0.001)
    }
    #expect(try Self.record("two-faces.mp4")["faces"] == .null)
    #expect(try Self.record("face.jpg", "--face all")["faces"]?.elements.count == 1)
  }

  @Test("Without a face only the voice counts, with a warning")
  func noFace() throws {
    let record = try Self.record("speech.mp4")
    #expect(record["modalities"]?["face"]?["present"] == false && record["warnings"] == ["no face"])
    #expect(record["modalities"]?["voice"]?["weight"] == 1)
  }
}
