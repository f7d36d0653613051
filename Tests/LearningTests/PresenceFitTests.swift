import Fusion
import Networks
import Numerics
import Perception
import Testing

@testable import Learning

@Suite struct PresenceFitTests {
  /// Tables of one row, whose presences are (√intensity − 1) / 2.
  private func tables(_ known: FeatureGroups, seed: UInt64 = 1) -> [StreamSamples] {
    var generator = SplitMix64(seed: seed)
    return (0..<300).map { _ in
      let units = Matrix(rows: 1, columns: FaceUnits.count)
      for unit in 0..<FaceUnits.intensityCount {
        units[0, unit] = Float(1 + 3 * generator.uniform())
        units[0, FaceUnits.intensityCount + unit] = (units[0, unit].squareRoot() - 1) / 2
      }
      return StreamSamples(
        embeddings: Matrix(rows: 1, columns: 512),
        units: units,
        trust: [1],
        seconds: [0],
        known: known
      )
    }
  }

  private func clip(_ frames: StreamSamples) -> TrainingClip {
    let face = AlignedStream(samples: frames, instants: [0], ranges: [])
    let window = AlignedWindow(voice: Matrix(rows: 0, columns: 256), startSeconds: 0, face: face)
    return TrainingClip(
      windows: [WeightedWindow(aligned: window, quality: WindowQuality(voice: 0, face: 1))],
      target: EmotionTarget(.happy),
      corpus: "a"
    )
  }

  @Test func fittedPresencesReplaceMissingOnes() throws {
    let weights = TrainableWeights(seed: 2)
    let model = try FusionModel(trainable: weights, encoder: .sample)
    func difference() -> Double {
      tables([.intensities, .presences], seed: 9).prefix(20).map { full in
        zip(model.logits(full)!, model.logits(full.restricted(to: .intensities))!).map { abs($0 - $1) }.max()!
      }.max()!
    }
    let before = difference()
    weights.writePresences(of: tables([.intensities, .presences]).map(clip))
    #expect(difference() < 0.1 * before)
  }

  @Test func fitsNothingWithoutPresences() throws {
    let weights = TrainableWeights(seed: 2)
    _ = try FusionModel(trainable: weights, encoder: .sample)
    weights.writePresences(of: (tables(.intensities) + tables([.appearance, .intensities])).map(clip))
    #expect(weights.named("face.measured.presences.weight").values.allSatisfy { $0 == 0 })
    #expect(!FusionTensors.isTrainable("face.measured.presences.weight"))
  }
}
