import Foundation
import Fusion
import Networks
import Numerics

/// A training run: epochs of steps, watched on clips of other people, of which the best averaged weights are kept.
public struct FusionTraining {
  public struct Settings: Sendable {
    public var epochs = 100
    public var batchSize = 32
    public var peakRate = 1e-3
    /// Share of the steps in which the rate rises.
    public var warmUp = 0.05
    /// Epochs without a better validation loss after which the run ends.
    public var patience = 20
    public var seed: UInt64 = 1
    public var shares = ExampleSampler.Shares()
    public var augmentation = WindowAugmentation()

    public init() {}
  }

  /// How far a run has come.
  public struct Epoch: Equatable, Sendable {
    /// From 1.
    public let number: Int
    public let trainingLoss: Double
    /// Mean negative log-likelihood of the validation clips; nil without any.
    public let validationLoss: Double?
    public let isBest: Bool
  }

  /// Whether a weight learns: the voice's own head is learnt with its encoder, temperatures and gains are fitted afterwards.
  static func isLearning(_ name: String) -> Bool {
    !name.hasPrefix("voice.") && !name.hasSuffix("temperature") && !name.hasSuffix("_gain")
  }

  private let settings: Settings
  private let weights: TrainableWeights
  private let trainer: FusionTrainer
  private var sampler: ExampleSampler
  private let validation: [TrainingClip]
  private let stepsPerEpoch: Int
  private var best: (loss: Double, epoch: Int, values: [[Float]])?

  /// - Parameters:
  ///   - clips: to learn from; at least one has a voice or a face.
  ///   - validation: of people who are not among them; without any the last weights are kept.
  ///   - start: tensors of an earlier model to begin with, at least the voice's head; what it lacks is drawn from the seed.
  ///
  /// Throws `SafeTensorsError` where a tensor of `start` has another shape.
  public init(
    _ clips: [TrainingClip],
    validation: [TrainingClip],
    startingFrom start: SafeTensors?,
    settings: Settings = Settings()
  ) throws {
    self.settings = settings
    self.validation = validation
    weights = TrainableWeights(seed: settings.seed, startingFrom: start)
    let model = try FusionModel(learning: weights)
    // What is fitted in the end begins as if nothing were known.
    Calibration().write(into: weights)
    stepsPerEpoch = (clips.count + settings.batchSize - 1) / settings.batchSize
    let steps = stepsPerEpoch * settings.epochs
    let rate = LearningRate(
      peak: settings.peakRate,
      warmUpSteps: Int((settings.warmUp * Double(steps)).rounded()),
      steps: steps
    )
    trainer = FusionTrainer(
      model,
      weights: weights,
      settings: FusionTrainer.Settings(rate: rate),
      isLearning: Self.isLearning
    )
    sampler = ExampleSampler(
      clips,
      shares: settings.shares,
      augmentation: settings.augmentation,
      seed: settings.seed &+ 1
    )
  }

  /// Runs to the end, or until the validation loss has long been no better. The weights are then the best.
  ///
  /// - Parameter report: told of every epoch; the run ends early when it returns false.
  /// - Returns: weights that the calibration still has to be written into.
  public mutating func run(_ report: (Epoch) -> Bool = { _ in true }) -> TrainableWeights {
    for number in 1...max(1, settings.epochs) {
      let epoch = runEpoch(number)
      guard report(epoch), number - (best?.epoch ?? number) < settings.patience else { break }
    }
    if let best {
      for (tensor, values) in zip(weights.tensors, best.values) {
        _ = tensor.values.elements.update(fromContentsOf: values)
      }
    } else {
      trainer.keepAverage()
    }
    return weights
  }

  private mutating func runEpoch(_ number: Int) -> Epoch {
    var loss = 0.0
    for _ in 0..<stepsPerEpoch { loss += trainer.step(sampler.batch(settings.batchSize)) }
    let validationLoss = validation.isEmpty ? nil : trainer.withAverage { lossOnValidation() }
    let isBest = validationLoss.map { $0 < best?.loss ?? .infinity } ?? false
    if isBest, let validationLoss {
      best = (validationLoss, number, trainer.withAverage { weights.tensors.map(\.values.values) })
    }
    return Epoch(
      number: number,
      trainingLoss: loss / Double(stepsPerEpoch),
      validationLoss: validationLoss,
      isBest: isBest
    )
  }

  private func lossOnValidation() -> Double {
    Calibration().loss(validation.map { HeldOutClip($0, model: trainer.model) }, of: .both)
  }
}
