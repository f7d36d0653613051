import Face
import TestSupport
import Testing

@testable import Perception

@Suite("Face selection")
struct FaceSelectorTests {
  /// A window in which the speaking face has id 0, and the same face in reverse order and larger has id 1.
  private func window() throws -> (TimeTests.Window, [FrameObservation]) {
    let window = try TimeTests.Window(Repository.fixture("face.mp4"))
    let frames = window.samples.indices.map { index in
      let (speaking, other) = (window.faces[index], window.faces[window.faces.count - 1 - index])
      var listening = other
      listening.id = 1
      return FrameObservation(
        number: index + 1,
        seconds: window.samples[index].seconds,
        faces: [speaking, listening].map { FaceReading(face: $0, embedding: []) },
        mainID: 1
      )
    }
    return (window, frames)
  }

  @Test("Selects the speaker once the voice is known, and the largest face before")
  func speaker() throws {
    let (window, frames) = try window()
    var selector = FaceSelector(choice: .speaker, activeSpeakerDetector: window.networks.activeSpeakerDetector)
    #expect(frames.allSatisfy { selector.face(in: $0)?.face.id == 1 })
    selector.addEvidence(window.voiceWindow.bands, startSeconds: 0, frames: frames)
    #expect(frames.allSatisfy { selector.face(in: $0)?.face.id == 0 })
    #expect(selector.samples(of: frames).map(\.seconds) == frames.map(\.seconds))
  }

  @Test("--face largest ignores the voice")
  func largest() throws {
    let (window, frames) = try window()
    var selector = FaceSelector(choice: .largest, activeSpeakerDetector: window.networks.activeSpeakerDetector)
    selector.addEvidence(window.voiceWindow.bands, startSeconds: 0, frames: frames)
    #expect(frames.allSatisfy { selector.face(in: $0)?.face.id == 1 })
  }

  @Test("Without the speaker, another face is selected; without any face, none")
  func absent() throws {
    let (window, frames) = try window()
    var selector = FaceSelector(choice: .speaker, activeSpeakerDetector: window.networks.activeSpeakerDetector)
    selector.addEvidence(window.voiceWindow.bands, startSeconds: 0, frames: frames)
    var frame = frames[0]
    frame.faces.removeFirst()
    #expect(selector.face(in: frame)?.face.id == 1)
    frame.faces = []
    #expect(selector.face(in: frame) == nil && selector.samples(of: [frame]).isEmpty)
  }

  @Test("The largest face stays selected until another is much larger")
  func takeover() throws {
    let face = try window().1[0].faces[0].face
    func sized(_ id: Int, _ factor: Double) -> TrackedFace {
      var other = face
      other.id = id
      other.box = FaceBox(x: 0, y: 0, width: 100 * factor, height: 100)
      return other
    }
    var largest = LargestFace()
    let ids = [[1.0, 0.8], [1.0, 1.3], [1.0, 1.6], [1.0, 0.9]].map { sizes in
      largest.choose(of: sizes.enumerated().map { sized($0, $1) })
    }
    #expect(ids == [0, 0, 1, 1])
    let none = largest.choose(of: [])
    #expect(none == nil)
  }
}
