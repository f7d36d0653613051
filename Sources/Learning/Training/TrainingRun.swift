import Fusion
import Networks
import Numerics

/// Callbacks of a training run, called on the run's thread.
public struct TrainingCallbacks: Sendable {
  /// Polled after every step; once true, the run is saved and ends.
  public var isStopped: @Sendable () -> Bool
  /// Called at the end of each epoch.
  public var epochEnded: @Sendable (FusionTraining.Epoch) throws -> Void
  /// Saves the state: after an epoch, at most twice a minute, and when the run ends.
  public var save: @Sendable (FusionTraining.State) throws -> Void

  public init(
    isStopped: @escaping @Sendable () -> Bool,
    epochEnded: @escaping @Sendable (FusionTraining.Epoch) throws -> Void,
    save: @escaping @Sendable (FusionTraining.State) throws -> Void
  ) {
    self.isStopped = isStopped
    self.epochEnded = epochEnded
    self.save = save
  }
}

/// A trained network and its predictions for held-out clips.
///
/// Unchecked: the training thread hands it over and keeps no reference.
public struct TrainedNetwork: @unchecked Sendable {
  /// Not calibrated.
  public let weights: TrainableWeights
  /// The voice encoder that it hears.
  public let encoder: EncoderIdentity
  /// The fold's clips, or the validation clips of a run without a fold.
  public let heldOut: HeldOutClips
  public let position: FusionTraining.Position
}

extension TrainingPlan.Run {
  /// Minimum seconds between two saves.
  private static let savingInterval = 30.0

  /// Trains the network. Returns nil if stopped.
  ///
  /// - Parameters:
  ///   - encoder: the voice encoder whose hidden states the clips hold.
  ///   - state: of an earlier, stopped run, to resume it.
  ///
  /// Throws `TrainingError.noTrainingClips`, `SafeTensorsError` if the initial weights have other shapes,
  /// `CheckpointError` if the state belongs to another network, and what the callbacks throw.
  public func train(
    on clips: ClipCollection,
    startingFrom start: SafeTensors?,
    encoder: EncoderIdentity,
    settings: FusionTraining.Settings,
    resuming state: FusionTraining.State? = nil,
    callbacks: TrainingCallbacks
  ) throws -> TrainedNetwork? {
    let (trainingClips, validationClips) = (clips.clips(of: training), clips.clips(of: validation))
    if trainingClips.isEmpty { throw TrainingError.noTrainingClips(run: name) }
    var training = try FusionTraining(
      trainingClips,
      validation: validationClips,
      startingFrom: start,
      encoder: encoder,
      settings: settings
    )
    if let state { try training.restore(state) }
    var lastSaving = ContinuousClock.now
    while !training.position.isFinished {
      if callbacks.isStopped() {
        try callbacks.save(training.state)
        return nil
      }
      guard let epoch = training.advance() else { continue }
      try callbacks.epochEnded(epoch)
      if training.position.isFinished || .now - lastSaving > .seconds(Self.savingInterval) {
        try callbacks.save(training.state)
        lastSaving = .now
      }
    }
    return TrainedNetwork(
      weights: training.weights,
      encoder: encoder,
      heldOut: HeldOutClips(clips.clips(of: fold == nil ? validation : heldOut), model: training.model),
      position: training.position
    )
  }
}

/// Clips of unseen speakers.
struct ValidationClips {
  private let clips: [TrainingClip]

  init(_ clips: [TrainingClip]) {
    self.clips = clips
  }

  var isEmpty: Bool { clips.isEmpty }

  /// Returns the mean negative log-likelihood, averaged over predictions with and without the speakers' baselines.
  func loss(_ model: FusionModel) -> Double {
    let general = Calibration().loss(clips.map { HeldOutClip($0, model: model) }, of: .all)
    let named = clips.filter { $0.speaker != nil }
    guard !named.isEmpty else { return general }
    // The voice head, on which baselines depend, changes.
    let baselines = SpeakerBaseline.bySpeaker(clips, model: model)
    let personal = named.map { HeldOutClip($0, model: model, baseline: baselines[$0.speaker!]) }
    return (general + Calibration().loss(personal, of: .all)) / 2
  }
}

extension SpeakerBaseline {
  /// The baseline of all clips of each speaker, by name.
  static func bySpeaker(_ clips: [TrainingClip], model: FusionModel) -> [String: SpeakerBaseline] {
    Dictionary(grouping: clips.filter { $0.speaker != nil }) { $0.speaker! }
      .mapValues { SpeakerBaseline($0.map { $0.summary(model) }) }
  }
}
