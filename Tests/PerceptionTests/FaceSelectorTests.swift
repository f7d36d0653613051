import Face
import TestSupport
import Testing

@testable import Perception

@Suite("Whose face counts")
struct FaceSelectorTests {
  /// A window in which the speaking face has id 0, and the same film running backwards, larger, id 1.
  private func window() throws -> (TimeTests.Window, [FrameObservation]) {
    let window = try TimeTests.Window(Repository.fixture("face.mp4"))
    let pictures = window.seen.indices.map { index in
      let (speaking, other) = (window.faces[index], window.faces[window.faces.count - 1 - index])
      var listening = other
      listening.id = 1
      return FrameObservation(
        number: index + 1,
        seconds: window.seen[index].seconds,
        faces: [speaking, listening].map { FaceReading(face: $0, embedding: []) },
        mainID: 1
      )
    }
    return (window, pictures)
  }

  @Test("The face whose mouth goes with the voice, once the voice was heard; else the largest")
  func speaker() throws {
    let (window, pictures) = try window()
    var selector = FaceSelector(choice: .speaker, judge: window.networks.speakingFace)
    #expect(pictures.allSatisfy { selector.face(in: $0)?.face.id == 1 })
    selector.weigh(window.heard.bands, startSeconds: 0, pictures: pictures)
    #expect(pictures.allSatisfy { selector.face(in: $0)?.face.id == 0 })
    #expect(selector.samples(of: pictures).map(\.seconds) == pictures.map(\.seconds))
  }

  @Test("--face largest does not listen")
  func largest() throws {
    let (window, pictures) = try window()
    var selector = FaceSelector(choice: .largest, judge: window.networks.speakingFace)
    selector.weigh(window.heard.bands, startSeconds: 0, pictures: pictures)
    #expect(pictures.allSatisfy { selector.face(in: $0)?.face.id == 1 })
  }

  @Test("Where the speaker is not seen another face is taken, where none is seen none")
  func absent() throws {
    let (window, pictures) = try window()
    var selector = FaceSelector(choice: .speaker, judge: window.networks.speakingFace)
    selector.weigh(window.heard.bands, startSeconds: 0, pictures: pictures)
    var picture = pictures[0]
    picture.faces.removeFirst()
    #expect(selector.face(in: picture)?.face.id == 1)
    picture.faces = []
    #expect(selector.face(in: picture) == nil && selector.samples(of: [picture]).isEmpty)
  }

  @Test("The largest face stays the one that counts until another is much larger")
  func takeover() throws {
    let face = try window().1[0].faces[0].face
    func sized(_ id: Int, _ factor: Double) -> FaceObservation.SeenFace {
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
