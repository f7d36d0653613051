extension FusionTraining {
  public struct Settings: Sendable {
    /// Epochs over which the learning rate falls to 0.
    public var epochs = 100
    /// The last epoch of the run, if earlier.
    public var lastEpoch: Int?
    public var batchSize = 32
    public var peakRate = 1e-3
    /// Fraction of the steps for warm-up.
    public var warmUp = 0.05
    /// Epochs without a better validation loss after which the run ends.
    public var patience = 20
    public var seed: UInt64 = 1
    public var shares = BatchSampler.Shares()
    public var augmentation = WindowAugmentation()
    /// See `FusionTrainer.Settings`.
    public var contrastiveWeight = 0.1

    public init() {}
  }

  /// The result of an epoch.
  public struct Epoch: Codable, Equatable, Sendable {
    /// From 1.
    public let number: Int
    /// Mean over the steps.
    public let trainingLoss: Double
    /// Mean negative log-likelihood of the validation clips; nil without any.
    public let validationLoss: Double?
    /// The learning rate of its last step.
    public let learningRate: Double
    public let seconds: Double
    /// Whether the validation loss is the lowest so far.
    public let isBest: Bool

    public init(
      number: Int,
      trainingLoss: Double,
      validationLoss: Double?,
      learningRate: Double,
      seconds: Double,
      isBest: Bool
    ) {
      self.number = number
      self.trainingLoss = trainingLoss
      self.validationLoss = validationLoss
      self.learningRate = learningRate
      self.seconds = seconds
      self.isBest = isBest
    }
  }

  /// The progress of a run.
  public struct Position: Codable, Equatable, Sendable {
    /// The epoch with the lowest validation loss.
    public struct Best: Codable, Equatable, Sendable {
      public let epoch: Int
      public let loss: Double
    }

    /// The epochs completed.
    public internal(set) var epochs: [Epoch] = []
    /// Steps of the current epoch, the sum of their losses, and their duration in seconds.
    public internal(set) var step = 0
    var lossSum = 0.0
    var seconds = 0.0
    /// Nil without validation clips.
    public internal(set) var best: Best?
    public internal(set) var isFinished = false

    /// The epoch whose weights are kept: the best, or the last without validation clips.
    public var keptEpoch: Int { best?.epoch ?? epochs.count }
  }
}
