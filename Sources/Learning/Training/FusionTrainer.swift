import Emotion
import Fusion
import Networks
import Numerics

/// Trains a fusion model, one batch and one AdamW step at a time. The result to keep is the moving average of the
/// weights.
public final class FusionTrainer {
  public struct Settings: Sendable {
    public var rate: LearningRate
    public var optimizer = AdamW.Settings()
    public var loss = FocalLoss()
    /// Weights of the losses of face and voice alone, relative to the fused loss.
    public var faceWeight = 1.0 / 3
    public var voiceWeight = 1.0
    /// Weight of the contrastive loss between voice moments and their paired samples, and the number of moments
    /// compared in a batch.
    public var contrastiveWeight = 0.1
    public var contrastedMoments = 64
    public var contrastiveLoss = ContrastiveLoss()
    public var averageDecay: Float = 0.99

    public init(rate: LearningRate) {
      self.rate = rate
    }
  }

  public let model: FusionModel
  let settings: Settings
  let trainable: [TrainableWeights.Tensor]
  let optimizer: AdamW
  let average: MovingAverage

  /// Steps taken.
  public var stepCount: Int { optimizer.count }

  /// - Parameters:
  ///   - weights: those the model was made from.
  ///   - isTrainable: selects the weights to train by name; the others stay fixed.
  public init(
    _ model: FusionModel,
    weights: TrainableWeights,
    settings: Settings,
    isTrainable: (String) -> Bool = { _ in true }
  ) {
    self.model = model
    self.settings = settings
    trainable = weights.tensors.filter { isTrainable($0.name) }
    optimizer = AdamW(trainable, settings: settings.optimizer)
    average = MovingAverage(of: trainable, memory: settings.averageDecay)
  }

  /// Takes one step and returns the loss before it.
  @discardableResult
  public func step(_ batch: TrainingBatch) -> Double {
    let tape = Tape(tracking: trainable.map(\.values))
    let loss = loss(batch, on: tape)
    tape.backward()
    optimizer.step(trainable.map { tape.gradient(of: $0.values)! }, rate: Float(settings.rate(stepCount)))
    average.update()
    return loss
  }

  /// Returns the loss of a batch. With a tape, adds the gradients with respect to the logits to it.
  public func loss(_ batch: TrainingBatch, on tape: Tape? = nil) -> Double {
    let logits = model.fusion.logits(batch.windows, noise: batch.noise, on: tape)
    func loss(of modality: Modality, _ weights: [Double], times weight: Double) -> Double {
      guard weight > 0 else { return 0 }
      return settings.loss(logits.alone[of: modality], batch.targets, weights: weights, weight: weight, on: tape)
    }
    return settings.loss(logits.fused, batch.targets, weights: batch.weights, on: tape)
      + loss(of: .face, batch.faceWeights, times: settings.faceWeight)
      + loss(of: .voice, batch.voiceWeights, times: settings.voiceWeight * (1 - batch.furtherVoiceShare))
      + furtherVoiceLoss(batch, on: tape)
      + contrastiveLoss(batch, logits, on: tape)
  }

  /// The batch's further voices enter the mean of the voice loss like its windows.
  private func furtherVoiceLoss(_ batch: TrainingBatch, on tape: Tape?) -> Double {
    guard batch.voices.count > 0 else { return 0 }
    return settings.loss(
      model.fusion.voiceLogits(batch.voices, on: tape),
      batch.voiceTargets,
      weights: batch.voiceTargets.map { _ in 1 },
      weight: settings.voiceWeight * batch.furtherVoiceShare,
      on: tape
    )
  }

  /// Returns the contrastive loss of some moments, spaced as far apart as possible.
  private func contrastiveLoss(_ batch: TrainingBatch, _ logits: BatchLogits, on tape: Tape?) -> Double {
    guard settings.contrastiveWeight > 0 else { return 0 }
    let moments = batch.pairedMoments
    let step = max(1, moments.count / max(1, settings.contrastedMoments))
    let chosen = stride(from: 0, to: moments.count, by: step).map { moments[$0] }
    let face = logits.paired.selecting(rows: chosen, on: tape)
    let voice = logits.voice.selecting(rows: chosen, on: nil)
    return settings.contrastiveLoss(voice, face, weight: settings.contrastiveWeight, on: tape)
  }

  /// Runs `body` with the averaged weights in the network.
  public func withAverage<Result>(_ body: () throws -> Result) rethrows -> Result {
    average.exchange()
    defer { average.exchange() }
    return try body()
  }

  /// Replaces the weights by their averages.
  public func keepAverage() {
    average.exchange()
  }
}

extension FusionTrainer {
  /// The state that a checkpoint holds: the trained weights, their averages, and the optimizer's means.
  var state: [(name: String, values: Matrix)] {
    trainable.map { ("\($0.name).weight", $0.values) }
      + zip(trainable, average.averages).map { ("\($0.name).average", $1) }
      + optimizer.state
  }

  /// Resumes from a checkpoint after its `state` was restored.
  func resume(after count: Int) {
    optimizer.resume(after: count)
    average.resume(after: count)
  }

  /// The averaged weights, one array per trained tensor.
  var averages: [[Float]] { average.averages.map(\.values) }

  /// Replaces the trained weights.
  func load(weights: [[Float]]) {
    for (tensor, values) in zip(trainable, weights) { _ = tensor.values.elements.update(fromContentsOf: values) }
  }

  /// The learning rate of the latest step.
  var rateOfLastStep: Double { settings.rate(stepCount - 1) }
}
