import Fusion
import Networks
import Numerics

/// A training run over several epochs, validated on unseen speakers. It keeps the averaged weights of the best epoch.
public struct FusionTraining {
  let settings: Settings
  /// After the run, the best weights, not calibrated yet.
  public let weights: TrainableWeights
  /// The model with these weights.
  public let model: FusionModel
  let trainer: FusionTrainer
  var sampler: BatchSampler
  private let clips: [TrainingClip]
  private let validation: ValidationClips
  /// The weights of the voice head at the beginning of the epoch, from which its baselines were computed.
  private var voiceOfEpoch: [[Float]] = []
  public let stepsPerEpoch: Int
  public internal(set) var position = Position()
  /// The trained weights of the best epoch.
  var bestValues: [[Float]] = []

  /// - Parameters:
  ///   - clips: training clips; at least one has a voice or a face.
  ///   - validation: clips of other speakers; without any, the last weights are kept.
  ///   - start: an earlier model; tensors that it lacks are drawn from the seed.
  ///   - encoder: the voice encoder whose hidden states the clips hold.
  ///
  /// Throws `SafeTensorsError` if a tensor of `start` has another shape.
  public init(
    _ clips: [TrainingClip],
    validation: [TrainingClip],
    startingFrom start: SafeTensors?,
    encoder: EncoderIdentity,
    settings: Settings = Settings()
  ) throws {
    self.settings = settings
    self.clips = clips
    weights = TrainableWeights(seed: settings.seed, startingFrom: start)
    model = try FusionModel(trainable: weights, encoder: encoder)
    // The calibration is fitted at the end and starts as the identity.
    weights.write(general: CalibrationPair(), personal: CalibrationPair())
    weights.writeStateScales(of: clips, encoder: encoder)
    let speakers = SpeakerStatistics(clips, model: model)
    weights.writePriors(of: speakers.clipsBySpeaker)
    weights.writePresences(of: clips)
    self.validation = ValidationClips(validation)
    // Stills are drawn in addition to the clips.
    let count = clips.count { !$0.isStill }
    stepsPerEpoch = ((count > 0 ? count : clips.count) + settings.batchSize - 1) / settings.batchSize
    let steps = stepsPerEpoch * settings.epochs
    let rate = LearningRate(
      peak: settings.peakRate,
      warmUpSteps: Int((settings.warmUp * Double(steps)).rounded()),
      steps: steps
    )
    var trainerSettings = FusionTrainer.Settings(rate: rate)
    trainerSettings.contrastiveWeight = settings.contrastiveWeight
    trainer = FusionTrainer(
      model,
      weights: weights,
      settings: trainerSettings,
      isTrainable: FusionTensors.isTrainable
    )
    sampler = BatchSampler(
      clips,
      speakers: speakers,
      shares: settings.shares,
      augmentation: settings.augmentation,
      seed: settings.seed &+ 1
    )
  }

  /// Takes one step. Returns the epoch if the step ends one; the last epoch restores the best weights.
  public mutating func advance() -> Epoch? {
    precondition(!position.isFinished, "the run is finished")
    let start = ContinuousClock.now
    if position.step == 0 { beginEpoch() }
    position.lossSum += trainer.step(sampler.batch(settings.batchSize))
    position.step += 1
    let isEpochOver = position.step == stepsPerEpoch
    let loss = isEpochOver && !validation.isEmpty ? trainer.withAverage { validationLoss() } : nil
    position.seconds += (.now - start) / .seconds(1)
    guard isEpochOver else { return nil }
    let epoch = endEpoch(validationLoss: loss)
    let last = min(settings.lastEpoch ?? settings.epochs, settings.epochs)
    let waited = epoch.number - (position.best?.epoch ?? epoch.number)
    if epoch.number >= last || waited >= settings.patience { finish() }
    return epoch
  }

  private func validationLoss() -> Double {
    weights.writePriors(of: SpeakerStatistics(clips, model: model).clipsBySpeaker)
    return validation.loss(model)
  }

  /// Computes the speakers' baselines and the priors from the current voice head, with which they change.
  private mutating func computeBaselines() {
    sampler.speakers = SpeakerStatistics(clips, model: model)
    weights.writePriors(of: sampler.speakers.clipsBySpeaker)
  }

  private mutating func beginEpoch() {
    voiceOfEpoch = voiceTensors.map(\.values.values)
    computeBaselines()
  }

  private var voiceTensors: [TrainableWeights.Tensor] {
    trainer.trainable.filter { $0.name.hasPrefix(FusionTensors.voicePrefix) }
  }

  /// Ends the run and restores the best weights so far.
  public mutating func finish() {
    guard !position.isFinished else { return }
    position.isFinished = true
    if position.best == nil {
      trainer.keepAverage()
    } else {
      trainer.load(weights: bestValues)
    }
    bestValues = []
    computeBaselines()
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

extension FusionTraining {
  /// The state from which a run with the same clips, initial weights and settings resumes as if it had never stopped.
  public struct State: Sendable {
    /// A named array of float32.
    public struct Tensor: Equatable, Sendable {
      public let name: String
      public let values: [Float]
    }

    /// All state other than tensors.
    public struct Head: Codable, Equatable, Sendable {
      public let position: Position
      /// Steps taken.
      public let steps: Int
      /// State of the generator that draws the batches.
      public let generator: UInt64
    }

    public let head: Head
    /// The weights of a finished run; for an unfinished one, also the state of optimizer and averages.
    public let tensors: [Tensor]

    public init(head: Head, tensors: [Tensor]) {
      self.head = head
      self.tensors = tensors
    }
  }

  /// The current state, between two steps.
  public var state: State {
    let head = State.Head(position: position, steps: trainer.stepCount, generator: sampler.generator.state)
    let trained = trainer.trainable.map { State.Tensor(name: "\($0.name).weight", values: $0.values.values) }
    if position.isFinished { return State(head: head, tensors: trained) }
    let best = zip(trainer.trainable, bestValues).map { State.Tensor(name: "\($0.name).best", values: $1) }
    let begun = zip(voiceTensors, voiceOfEpoch).map { State.Tensor(name: "\($0.name).begun", values: $1) }
    let all = trainer.state.map { State.Tensor(name: $0.name, values: $0.values.values) }
    return State(head: head, tensors: all + best + begun)
  }

  /// Resumes from a state. Throws `CheckpointError.otherNetwork` if it lacks this network's tensors.
  public mutating func restore(_ state: State) throws(CheckpointError) {
    let stored = Dictionary(state.tensors.map { ($0.name, $0.values) }) { first, _ in first }
    func values(_ name: String, count: Int) throws(CheckpointError) -> [Float] {
      guard let values = stored[name], values.count == count else { throw .otherNetwork(tensor: name) }
      return values
    }
    let isFinished = state.head.position.isFinished
    // Within an epoch, baselines are those of the weights at its beginning.
    if !isFinished, state.head.position.step > 0 {
      for tensor in voiceTensors {
        let begun = try values("\(tensor.name).begun", count: tensor.values.rows * tensor.values.columns)
        _ = tensor.values.elements.update(fromContentsOf: begun)
      }
      beginEpoch()
    }
    for (name, matrix) in trainer.state where !isFinished || name.hasSuffix(".weight") {
      _ = matrix.elements.update(fromContentsOf: try values(name, count: matrix.rows * matrix.columns))
    }
    bestValues = []
    if state.head.position.best != nil, !isFinished {
      for tensor in trainer.trainable {
        bestValues.append(try values("\(tensor.name).best", count: tensor.values.rows * tensor.values.columns))
      }
    }
    position = state.head.position
    if isFinished { computeBaselines() }
    trainer.resume(after: state.head.steps)
    sampler.generator = SplitMix64(seed: state.head.generator)
  }
}
