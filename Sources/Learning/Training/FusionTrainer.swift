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
    /// How much the loss of each stream alone counts beside that of both.
    public var voiceShare = 0.0
    public var faceShare = 1.0 / 3
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
    tape.goBack()
    optimizer.step(learning.map { tape.gradient(of: $0.values)! }, rate: Float(settings.rate(stepCount)))
    average.update()
    return loss
  }

  /// The loss of a batch; on a tape its gradients with respect to the logits are added there.
  public func loss(_ batch: TrainingBatch, on tape: Tape? = nil) -> Double {
    let logits = model.fusion.logits(batch.windows, spoiling: batch.spoiling, on: tape)
    let (voice, face) = (
      TrainingBatch.presence(batch.windows.voice), TrainingBatch.presence(batch.windows.face)
    )
    let all = [Double](repeating: 1, count: batch.targets.count)
    return settings.loss(logits.fused, batch.targets, counts: all, on: tape)
      + settings.loss(logits.voice, batch.targets, counts: voice, weight: settings.voiceShare, on: tape)
      + settings.loss(logits.face, batch.targets, counts: face, weight: settings.faceShare, on: tape)
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
