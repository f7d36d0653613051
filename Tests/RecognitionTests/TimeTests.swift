import Emotion
import Face
import Foundation
import Media
import Numerics
import System
import TestSupport
import Testing

@testable import Recognition

/// The model knows when what was seen: with the alignment path held fixed, other times give other probabilities.
@Suite("Time enters the fusion")
struct TimeTests {
  /// Where labelled clips lie; tests that need them are skipped without.
  static let clips =
    "\(ProcessInfo.processInfo.environment["EMOCLI_DATA"] ?? "\(Repository.root)/../shared/data")/clips/javanese"

  /// A clip's first window: what was heard, and the pictures in which the face was seen.
  struct Window {
    let models: Models
    let heard: HeardWindow
    var seen: [FaceMoment]
    /// The face of each of them.
    let faces: [FaceObservation.SeenFace]

    init(_ path: String) throws {
      models = try Samples.models()
      let picture = PictureOptions(
        longestSide: FaceTracker.longestSide,
        minimumIntervalSeconds: ClipReader.pictureInterval
      )
      let reader = try ClipReader(path: ClipPath(path), options: ReadingOptions(picture: picture))
      var voice = VoiceTrack(encoder: models.voiceEncoder, detector: models.speechDetector)
      var face = FaceTrack(networks: models.face, choice: .largest, info: reader.info, expressions: .main, units: .main)
      var windows: [HeardWindow] = []
      while let event = try reader.next() {
        switch event {
        case .sound(let block): windows += voice.append(block.samples)
        case .picture(let frame): face.observe(frame, startSeconds: 0)
        }
      }
      windows += voice.finish()
      heard = try #require(windows.first)
      let (pictures, mainFace) = (face.pictures(from: 0, to: 4), MainFace(choice: .largest, judge: models.speakingFace))
      seen = mainFace.moments(of: pictures)
      faces = pictures.compactMap { mainFace.face(in: $0)?.face }
    }

    /// The greatest change of a probability when the frames' looks trade places; the landmarks, and with them the
    /// path, stay.
    func change(_ order: (Int) -> Int) -> Double {
      let joiner = WindowJoiner(reader: PooledReader(model: models.fusion))
      func probabilities(_ seen: [FaceMoment]) -> EmotionDistribution {
        let joined = joiner.join(heard, seen, pictureCount: seen.count, startSeconds: 0)
        let logits = joined.evidence.opinion.logits.fused
        return EmotionDistribution(logits: logits, temperature: models.fusion.general.pictured.fusedTemperature)
      }
      var moved = seen
      for index in seen.indices { moved[index] = seen[index].looking(like: seen[order(index)]) }
      let (before, after) = (probabilities(seen), probabilities(moved))
      return EmotionLabel.allCases.map { abs(before[$0] - after[$0]) }.max()!
    }

    /// The frames in five other orders, of which the greatest change counts.
    var shuffled: Double {
      var generator = SplitMix64(seed: 1)
      return (0..<5).map { _ in
        let order = Array(seen.indices).shuffled(using: &generator)
        return change { order[$0] }
      }.max()!
    }

    /// Each frame's looks seen that much later; the first one stays at the edge.
    func shifted(seconds: Double) -> Double {
      change { index in
        let wanted = seen[index].seconds - seconds
        return seen.indices.min { abs(seen[$0].seconds - wanted) < abs(seen[$1].seconds - wanted) }!
      }
    }
  }

  /// The speaking face, in which a smile breaks out in the middle.
  static func smile() throws -> Window {
    var window = try Window(Repository.fixture("face.mp4"))
    let still = try ClipReader(
      path: ClipPath(Repository.fixture("face-happy.png")),
      options: ReadingOptions(picture: PictureOptions())
    )
    guard case .picture(let frame)? = try still.next() else { throw NoPicture() }
    let luma = Picture.luma(of: frame)
    let seen = FullFrameReader(networks: window.models.face, isStill: true).observe(frame, luma: luma)
    let landmarks = seen.faces[0].landmarks
    let smiling = window.models.face.expression(.whole(luma), landmarks, of: luma)
    let units = window.models.face.actionUnits(landmarks, of: luma).fusionUnits
    for index in window.seen.indices where index > window.seen.count / 2 {
      window.seen[index] = window.seen[index].looking(smiling, units: units)
    }
    return window
  }

  struct NoPicture: Error {}

  @Test("Shuffled faces change some probability by more than 0.01")
  func shuffled() throws {
    let change = try Self.smile().shuffled
    #expect(change > 0.01)
  }

  @Test("Faces shifted by 400 ms change some probability by more than 0.01", arguments: [-0.4, 0.4])
  func shifted(seconds: Double) throws {
    #expect(try Self.smile().shifted(seconds: seconds) > 0.01)
  }

  /// Few change their face much within a window.
  @Test("They do in real clips", .enabled(if: FileManager.default.fileExists(atPath: clips)))
  func realClips() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.clips).sorted()
    let windows = try stride(from: 0, to: names.count, by: 18).map { try Window("\(Self.clips)/\(names[$0])") }
    #expect(windows.map(\.shuffled).max() ?? 0 > 0.01)
    #expect(windows.map { $0.shifted(seconds: 0.4) }.max() ?? 0 > 0.01)
    #expect(windows.map { $0.shifted(seconds: -0.4) }.max() ?? 0 > 0.01)
  }
}

extension FaceMoment {
  /// The same moment and mouth with another moment's looks.
  fileprivate func looking(like other: FaceMoment) -> FaceMoment {
    looking(other.embedding, units: other.units)
  }

  fileprivate func looking(_ embedding: [Float], units: [Float]) -> FaceMoment {
    FaceMoment(seconds: seconds, mouth: mouth, embedding: embedding, units: units, trust: trust, known: known)
  }
}
