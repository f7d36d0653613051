import Face
import Fusion
import Media
import Numerics
import TestSupport
import Testing

@testable import Recognition

/// The model knows when what was seen: with the alignment path held fixed, other times give other probabilities.
@Suite("Time enters the fusion")
struct TimeTests {
  /// The first window of the speaking face.
  static func window() throws -> (models: Models, heard: HeardWindow, seen: [FaceObservation]) {
    let models = try Samples.models()
    let reader = try ClipReader(
      path: ClipPath(Repository.fixture("face.mp4")),
      options: ReadingOptions(
        picture: PictureOptions(longestSide: FaceTracker.longestSide, minimumIntervalSeconds: FaceTracker.interval)
      )
    )
    var voice = VoiceTrack(encoder: models.voiceEncoder)
    var face = FaceTrack(networks: models.face, choice: .largest)
    var windows: [HeardWindow] = []
    while let event = try reader.next() {
      switch event {
      case .sound(let block): windows += voice.append(block.samples)
      case .picture(let frame): face.observe(frame, startSeconds: 0)
      }
    }
    windows += voice.finish()
    return (models, try #require(windows.first), face.observations(from: 0, to: 4).filter { $0.face != nil })
  }

  /// The greatest change of a probability when the frames' embeddings trade places; the landmarks, and with them the
  /// path, stay.
  static func change(_ order: (Int, Int) -> Int) throws -> Double {
    let (models, heard, seen) = try window()
    let joiner = WindowJoiner(fusion: models.fusion.fusion)
    func probabilities(_ observations: [FaceObservation]) -> EmotionDistribution {
      let joined = joiner.join(heard, observations, startSeconds: 0)
      return EmotionDistribution(logits: joined.evidence.logits.fused, temperature: models.fusion.fusedTemperature)
    }
    let moved = seen.indices.map { index in
      var observation = seen[index]
      observation.face?.embedding = seen[order(index, seen.count)].face!.embedding
      return observation
    }
    let (before, after) = (probabilities(seen), probabilities(moved))
    return EmotionLabel.allCases.map { abs(before[$0] - after[$0]) }.max()!
  }

  @Test("Shuffled faces change some probability by more than 0.01")
  func shuffled() throws {
    // A step that shares no divisor with the count visits every frame once.
    #expect(try Self.change { ($0 * 7 + 3) % $1 } > 0.01)
  }

  @Test("Faces shifted by 400 ms change some probability by more than 0.01")
  func shifted() throws {
    #expect(try Self.change { min($0 + 4, $1 - 1) } > 0.01)
  }
}
