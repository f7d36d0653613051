import Emotion
import Fusion
import Networks
import Numerics
import Perception
import TestSupport
import Testing

@testable import Learning

@Suite struct FusionTrainingTests {
  /// Clips whose streams both carry the label, each weakly.
  ///
  /// Their speakers' baselines change with the voice head.
  private func clips(_ count: Int, seed: UInt64, labelStrength strength: Float = 0.5) -> [TrainingClip] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { number in
      let index = number % EmotionLabel.allCases.count
      func rows(_ count: Int, _ width: Int) -> Matrix {
        let values = (0..<count * width).map { Float(generator.gaussian()) + ($0 % 8 == index ? strength : 0) }
        return Matrix(rows: count, columns: width, values: values)
      }
      let face = AlignedStream(
        samples: StreamSamples(embeddings: rows(3, 512), seconds: [0, 0.1, 0.2]),
        instants: [0, 0.1, 0.2],
        ranges: (0..<6).map { $0 / 2..<$0 / 2 + 1 }
      )
      let window = WeightedWindow(
        aligned: AlignedWindow(voice: rows(6, EncoderIdentity.sample.channelCount), startSeconds: 0, face: face),
        quality: WindowQuality(voice: 1, face: 1)
      )
      return TrainingClip(
        windows: [window],
        target: EmotionTarget(EmotionLabel.allCases[index]),
        corpus: "made",
        speaker: "made/\(number % 3)"
      )
    }
  }

  private func settings(epochs: Int) -> FusionTraining.Settings {
    var settings = FusionTraining.Settings()
    (settings.epochs, settings.batchSize, settings.patience) = (epochs, 16, 2)
    return settings
  }

  private func training(
    _ clips: [TrainingClip],
    validation: [TrainingClip] = [],
    epochs: Int
  ) throws -> FusionTraining {
    try FusionTraining(
      clips,
      validation: validation,
      startingFrom: nil,
      encoder: .sample,
      settings: settings(epochs: epochs)
    )
  }

  @Test func generalizesAndKeepsTheBestEpoch() throws {
    let (seen, unseen) = (clips(48, seed: 1), clips(16, seed: 2))
    var training = try training(seen, validation: unseen, epochs: 6)
    let epochs = training.run()
    let losses = epochs.compactMap(\.validationLoss)
    #expect(losses.count == epochs.count && epochs.map(\.number) == Array(1...epochs.count))
    #expect(epochs.first?.isBest == true && losses.min()! < 0.75 * losses[0])
    #expect(training.position.epochs == epochs)
    #expect(losses[training.position.keptEpoch - 1] == losses.min()!)
    let weights = TrainableWeights(seed: 0, startingFrom: try file(training.weights))
    let model = try FusionModel(trainable: weights, encoder: .sample)
    #expect(abs(ValidationClips(unseen).loss(model) - losses.min()!) < 1e-4)
  }

  @Test func stopsWithoutValidationGain() throws {
    let mislabelled = zip(clips(8, seed: 3), clips(8, seed: 3).reversed()).map {
      TrainingClip(windows: $0.windows, target: $1.target, corpus: "made")
    }
    var training = try training(clips(48, seed: 1, labelStrength: 1), validation: mislabelled, epochs: 30)
    let epochs = training.run()
    #expect(epochs.count < 10 && epochs.count == training.position.keptEpoch + 2)
  }

  @Test func sameSeedAndLastEpochGiveTheSameWeights() throws {
    let runs = try (0..<2).map { _ in
      var settings = settings(epochs: 5)
      settings.lastEpoch = 2
      var training = try FusionTraining(
        clips(16, seed: 1),
        validation: [],
        startingFrom: nil,
        encoder: .sample,
        settings: settings
      )
      #expect(training.run().count == 2 && training.position.keptEpoch == 2)
      return training.weights.tensors.map(\.values.values)
    }
    #expect(runs[0] == runs[1])
  }

  @Test func learnsTheVoiceFromHiddenStates() throws {
    let (seen, unseen) = (clips(64, seed: 1, labelStrength: 2), clips(32, seed: 2, labelStrength: 2))
    var training = try training(seen, epochs: 12)
    training.run()
    let heard = unseen.map { HeldOutClip($0, model: training.model) }
    func loss(_ head: Calibration.Head) -> Double { Calibration().loss(heard, of: head) }
    // One of eight labels at random has a loss of 2.08.
    #expect(loss(.alone(.voice)) < 1.6, "\(loss(.alone(.voice)))")
    // Every channel has the label's sign in one of eight clips.
    let mean = training.weights.tensors.first { $0.name == "voice.states.mean" }!.values
    #expect(mean.values.allSatisfy { abs($0 - 0.25) < 0.3 })
  }

  /// Stops within an epoch and at its end, before and after the first best epoch.
  @Test(arguments: [1, 3, 7])
  func resumedRunEqualsAnUninterruptedOne(after steps: Int) throws {
    let (seen, unseen) = (clips(48, seed: 1), clips(8, seed: 2))
    var whole = try training(seen, validation: unseen, epochs: 3)
    whole.run()
    var first = try training(seen, validation: unseen, epochs: 3)
    for _ in 0..<steps { _ = first.advance() }
    var checkpoint = TrainingCheckpoint(TrainingIdentity())
    checkpoint.runs = ["fold 1": first.state]
    let folder = try WorkFolder()
    try folder.put(checkpoint.data(), "kept")
    let kept = try TrainingCheckpoint(reading: folder.clip("kept"))
    var second = try training(seen, validation: unseen, epochs: 3)
    try second.restore(#require(kept.runs["fold 1"]))
    #expect(second.position.step == steps % 3 && second.position.epochs.count == steps / 3)
    second.run()
    #expect(second.weights.tensors.map(\.values.values) == whole.weights.tensors.map(\.values.values))
    #expect(second.position.epochs.map(\.validationLoss) == whole.position.epochs.map(\.validationLoss))
    #expect(second.position.epochs.map(\.trainingLoss) == whole.position.epochs.map(\.trainingLoss))
    // The state of a finished run is its weights.
    var third = try training(seen, validation: unseen, epochs: 3)
    try third.restore(second.state)
    #expect(third.position == second.position && third.position.isFinished)
    #expect(third.weights.tensors.map(\.values.values) == whole.weights.tensors.map(\.values.values))
    #expect(second.state.tensors.count < first.state.tensors.count / 3)
  }

  @Test func rejectsTheStateOfAnotherNetwork() throws {
    var training = try training(clips(16, seed: 1), epochs: 1)
    let state = FusionTraining.State(head: training.state.head, tensors: Array(training.state.tensors.dropFirst()))
    #expect(throws: CheckpointError.self) { try training.restore(state) }
  }

  private func file(_ weights: TrainableWeights) throws -> SafeTensors {
    try TensorFile.make(weights.tensors.map { (name: $0.name, shape: $0.shape, values: $0.values.values) })
  }
}

extension FusionTraining {
  /// Runs to the end and returns the epochs.
  @discardableResult
  fileprivate mutating func run() -> [Epoch] {
    var epochs: [Epoch] = []
    while !position.isFinished { if let epoch = advance() { epochs.append(epoch) } }
    return epochs
  }
}
