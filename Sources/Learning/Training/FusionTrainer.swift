import Fusion
import Networks
import Numerics

/// Teaches a fusion model step by step: a batch in, one step of AdamW down its loss. The moving average of the weights is
/// what is meant to be kept.
public final class FusionTrainer {
  public struct Settings: Sendable {
    public var rate: LearningRate
    public var optimizer = AdamW.Settings()
    public var loss = FocalLoss()
    /// How much the loss of the face alone counts beside that of both.
    public var faceShare = 1.0 / 3
    /// How much it counts that a moment of the voice is nearer to its own sample than to others, and how many moments of a
    /// batch are compared.
    public var contrastShare = 0.1
    public var contrastedMoments = 64
    public var contrast = ContrastiveLoss()
    public var averageMemory: Float = 0.99

    public init(rate: LearningRate) {
      self.rate = rate
    }
  }

  public let model: FusionModel
  let settings: Settings
  let learning: [TrainableWeights.Tensor]
  let optimizer: AdamW
  let average: MovingAverage

  /// Steps taken.
  public var stepCount: Int { optimizer.count }

  /// - Parameters:
  ///   - weights: from which the model was made.
  ///   - isLearning: which of them learn, by name; the others stay as they are.
  public init(
    _ model: FusionModel,
    weights: TrainableWeights,
    settings: Settings,
    isLearning: (String) -> Bool = { _ in true }
  ) {
    self.model = model
    self.settings = settings
    learning = weights.tensors.filter { isLearning($0.name) }
    optimizer = AdamW(learning, settings: settings.optimizer)
    average = MovingAverage(of: learning, memory: settings.averageMemory)
  }

  /// One step; the loss before it.
  @discardableResult
  public func step(_ batch: TrainingBatch) -> Double {
    let tape = Tape(following: learning.map(\.values))
    let loss = loss(batch, on: tape)
    tape.backward()
    optimizer.step(learning.map { tape.gradient(of: $0.values)! }, rate: Float(settings.rate(stepCount)))
    average.update()
    return loss
  }

  /// The loss of a batch; on a tape its gradients with respect to the logits are added there.
  public func loss(_ batch: TrainingBatch, on tape: Tape? = nil) -> Double {
    let logits = model.fusion.logits(batch.windows, noise: batch.noise, on: tape)
    return settings.loss(logits.fused, batch.targets, counts: batch.counts, on: tape)
      + settings.loss(
        logits.alone[of: .face],
        batch.targets,
        counts: batch.faceCounts,
        weight: settings.faceShare,
        on: tape
      )
      + contrast(batch, logits.paired, on: tape)
  }

  /// The contrastive loss of some moments, as far apart as they can be.
  private func contrast(_ batch: TrainingBatch, _ paired: Matrix, on tape: Tape?) -> Double {
    guard settings.contrastShare > 0 else { return 0 }
    let moments = batch.pairedMoments
    let step = max(1, moments.count / max(1, settings.contrastedMoments))
    let chosen = stride(from: 0, to: moments.count, by: step).map { moments[$0] }
    let face = paired.selecting(rows: chosen, on: tape)
    let voice = batch.windows.voice.selecting(rows: chosen, on: nil)
    return settings.contrast(voice, face, weight: settings.contrastShare, on: tape)
  }

  /// Runs something with the averaged weights in the network's place.
  public func withAverage<Result>(_ body: () throws -> Result) rethrows -> Result {
    average.exchange()
    defer { average.exchange() }
    return try body()
  }

  /// Puts the averaged weights in the network's place for good.
  public func keepAverage() {
    average.exchange()
  }
}

extension FusionTrainer {
  /// What a checkpoint holds of the steps so far: the weights that learn, their averages, the optimizer's means.
  var state: [(name: String, values: Matrix)] {
    learning.map { ("\($0.name).weight", $0.values) }
      + zip(learning, average.averages).map { ("\($0.name).average", $1) }
      + optimizer.state
  }

  /// Goes on from a checkpoint whose `state` was put back.
  func resume(after count: Int) {
    optimizer.resume(after: count)
    average.resume(after: count)
  }

  /// The averaged weights, one array a tensor that learns.
  var averages: [[Float]] { average.averages.map(\.values) }

  /// Puts values in the place of the weights that learn.
  func put(_ values: [[Float]]) {
    for (tensor, values) in zip(learning, values) { _ = tensor.values.elements.update(fromContentsOf: values) }
  }

  /// The learning rate of the step before.
  var rateOfLastStep: Double { settings.rate(stepCount - 1) }
}
