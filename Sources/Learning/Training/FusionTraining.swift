import Fusion
import Networks

/// A training run: epochs of steps, watched on clips of other people, of which the best averaged weights are kept.
public struct FusionTraining {
  /// Whether a weight learns: the voice's own head is learnt with its encoder, what people are like on the average and
  /// what tables lack is reckoned before, temperatures and gains are fitted afterwards.
  static func isLearning(_ name: String) -> Bool {
    let (beginnings, parts) = (["voice.", "mixing."], [".usual.", ".presences."])
    return !beginnings.contains { name.hasPrefix($0) } && !parts.contains { name.contains($0) }
  }

  let settings: Settings
  /// Once the run is finished the best, into which the calibration still has to be written.
  public let weights: TrainableWeights
  /// The network that has these weights.
  public let model: FusionModel
  let trainer: FusionTrainer
  var sampler: ExampleSampler
  private let watched: WatchedClips
  public let stepsPerEpoch: Int
  public internal(set) var position = Position()
  /// Of the weights that learn.
  var bestValues: [[Float]] = []

  /// - Parameters:
  ///   - clips: to learn from; at least one has a voice or a face.
  ///   - validation: of people who are not among them; without any the last weights are kept.
  ///   - starts: earlier weights to begin with, at least the voice's head; what they lack is drawn from the seed.
  ///
  /// Throws `SafeTensorsError` where a tensor of `starts` has another shape.
  public init(
    _ clips: [TrainingClip],
    validation: [TrainingClip],
    startingFrom starts: [TrainableWeights.Start],
    settings: Settings = Settings()
  ) throws {
    self.settings = settings
    weights = TrainableWeights(seed: settings.seed, startingFrom: starts)
    model = try FusionModel(learning: weights)
    // What is fitted in the end begins as if nothing were known.
    weights.write(general: MixingPair(), personal: MixingPair())
    let people = KnownPeople(clips, model: model)
    people.writeUsual(into: weights)
    weights.writePresences(of: clips)
    watched = WatchedClips(validation, model: model)
    // Pictures come beside the clips.
    let count = clips.count { !$0.isStill }
    stepsPerEpoch = ((count > 0 ? count : clips.count) + settings.batchSize - 1) / settings.batchSize
    let steps = stepsPerEpoch * settings.epochs
    let rate = LearningRate(
      peak: settings.peakRate,
      warmUpSteps: Int((settings.warmUp * Double(steps)).rounded()),
      steps: steps
    )
    var trainerSettings = FusionTrainer.Settings(rate: rate)
    trainerSettings.contrastShare = settings.contrastShare
    trainer = FusionTrainer(
      model,
      weights: weights,
      settings: trainerSettings,
      isLearning: Self.isLearning
    )
    sampler = ExampleSampler(
      clips,
      people: people,
      shares: settings.shares,
      augmentation: settings.augmentation,
      seed: settings.seed &+ 1
    )
  }

  /// Takes one step. Returns the epoch that it ends, if it does; the last one puts the best weights in place.
  public mutating func advance() -> Epoch? {
    precondition(!position.isFinished, "the run is finished")
    let start = ContinuousClock.now
    position.lossSum += trainer.step(sampler.batch(settings.batchSize))
    position.step += 1
    let isEpochOver = position.step == stepsPerEpoch
    let loss = isEpochOver && !watched.isEmpty ? trainer.withAverage { watched.loss(model) } : nil
    position.seconds += (.now - start) / .seconds(1)
    guard isEpochOver else { return nil }
    let epoch = endEpoch(validationLoss: loss)
    let last = min(settings.lastEpoch ?? settings.epochs, settings.epochs)
    let waited = epoch.number - (position.best?.epoch ?? epoch.number)
    if epoch.number >= last || waited >= settings.patience { finish() }
    return epoch
  }

  /// Ends the run with the best weights so far.
  public mutating func finish() {
    guard !position.isFinished else { return }
    position.isFinished = true
    if position.best == nil {
      trainer.keepAverage()
    } else {
      trainer.put(bestValues)
    }
    bestValues = []
  }

  private mutating func endEpoch(validationLoss: Double?) -> Epoch {
    let number = position.epochs.count + 1
    let isBest = validationLoss.map { $0 < position.best?.loss ?? .infinity } ?? false
    if isBest, let validationLoss {
      position.best = Position.Best(epoch: number, loss: validationLoss)
      bestValues = trainer.averages
    }
    let epoch = Epoch(
      number: number,
      trainingLoss: position.lossSum / Double(stepsPerEpoch),
      validationLoss: validationLoss,
      learningRate: trainer.rateOfLastStep,
      seconds: position.seconds,
      isBest: isBest
    )
    position.epochs.append(epoch)
    (position.step, position.lossSum, position.seconds) = (0, 0, 0)
    return epoch
  }
}
