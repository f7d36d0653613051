import Fusion
import Networks
import Numerics
import Recognition
import TestSupport
import Testing

@testable import Learning

@Suite struct FusionTrainingTests {
  /// Clips whose streams both tell the label, each weakly.
  private func clips(_ count: Int, seed: UInt64, telling strength: Float = 0.5) -> [TrainingClip] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { number in
      let index = number % EmotionLabel.allCases.count
      func rows(_ count: Int, _ width: Int) -> Matrix {
        let values = (0..<count * width).map { Float(generator.gaussian()) + ($0 % 8 == index ? strength : 0) }
        return Matrix(rows: count, columns: width, values: values)
      }
      let face = AlignedFace(
        embeddings: rows(3, 512),
        instants: [0, 0.1, 0.2],
        ranges: (0..<6).map { $0 / 2..<$0 / 2 + 1 }
      )
      let window = WeighedWindow(
        aligned: AlignedWindow(voice: rows(6, 256), startSeconds: 0, face: face),
        quality: WindowQuality(voice: 1, face: 1)
      )
      return TrainingClip(windows: [window], target: EmotionTarget(EmotionLabel.allCases[index]), corpus: "made")
    }
  }

  private func settings(epochs: Int) -> FusionTraining.Settings {
    var settings = FusionTraining.Settings()
    (settings.epochs, settings.batchSize, settings.patience) = (epochs, 16, 2)
    // Nothing is known of the voice's own head, which stays as it was drawn.
    settings.shares.correctionAlone = 1
    return settings
  }

  @Test func learnsWhatHoldsForOthersAndKeepsTheBest() throws {
    let (seen, unseen) = (clips(48, seed: 1), clips(16, seed: 2))
    var training = try FusionTraining(seen, validation: unseen, startingFrom: nil, settings: settings(epochs: 6))
    var epochs: [FusionTraining.Epoch] = []
    let weights = training.run {
      epochs.append($0)
      return true
    }
    let losses = epochs.compactMap(\.validationLoss)
    #expect(losses.count == epochs.count && epochs.map(\.number) == Array(1...epochs.count))
    #expect(epochs.first?.isBest == true && losses.min()! < 0.75 * losses[0])
    let model = try FusionModel(learning: TrainableWeights(seed: 0, startingFrom: file(weights)))
    let found = Calibration().loss(unseen.map { HeldOutClip($0, model: model) }, of: .both)
    #expect(abs(found - losses.min()!) < 1e-4)
  }

  @Test func endsWhenOthersGainNothing() throws {
    let mislabelled = zip(clips(8, seed: 3), clips(8, seed: 3).reversed()).map {
      TrainingClip(windows: $0.windows, target: $1.target, corpus: "made")
    }
    var training = try FusionTraining(
      clips(48, seed: 1, telling: 1),
      validation: mislabelled,
      startingFrom: nil,
      settings: settings(epochs: 30)
    )
    var count = 0
    _ = training.run { _ in
      count += 1
      return true
    }
    #expect(count < 10)
  }

  @Test func theSameSeedGivesTheSameWeightsAndARunCanBeEnded() throws {
    let runs = try (0..<2).map { _ in
      var training = try FusionTraining(
        clips(16, seed: 1),
        validation: [],
        startingFrom: nil,
        settings: settings(epochs: 5)
      )
      return training.run { $0.number < 2 }.tensors.map(\.values.values)
    }
    #expect(runs[0] == runs[1])
  }

  private func file(_ weights: TrainableWeights) throws -> SafeTensors {
    try TensorFile.make(weights.tensors.map { (name: $0.name, shape: $0.shape, values: $0.values.values) })
  }
}
