import Fusion
import Networks

/// What goes on around a run while it trains. Called on the run's thread.
public struct TrainingWatch: Sendable {
  /// Asked after every step; once true, the run is saved and ends.
  public var isStopped: @Sendable () -> Bool
  /// Told of the epochs as they end.
  public var epochEnded: @Sendable (FusionTraining.Epoch) throws -> Void
  /// Keeps the state: after an epoch, but not again before half a minute has passed, and when the run ends.
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

/// A network that was trained, and what it says of clips that it did not learn from.
///
/// Unchecked: the thread that trained it hands it over and keeps nothing.
public struct TrainedNetwork: @unchecked Sendable {
  /// Not calibrated yet.
  public let weights: TrainableWeights
  /// The clips of the fold; without one those for validation.
  public let heldOut: HeldOutClips
  public let position: FusionTraining.Position
}

extension TrainingPlan.Run {
  /// Seconds between two savings.
  private static let savingInterval = 30.0

  /// Trains the network; nil when it was stopped.
  ///
  /// - Parameters:
  ///   - state: where an earlier, stopped run was.
  ///
  /// Throws `TrainingError.nothingToLearn`, `SafeTensorsError` where the start has other shapes, `CheckpointError` where the
  /// state belongs to another network, and what the watch throws.
  public func train(
    on clips: ClipCollection,
    startingFrom starts: [TrainableWeights.Start],
    settings: FusionTraining.Settings,
    resuming state: FusionTraining.State? = nil,
    watch: TrainingWatch
  ) throws -> TrainedNetwork? {
    let (seen, watched) = (clips.clips(of: training), clips.clips(of: validation))
    if seen.isEmpty { throw TrainingError.nothingToLearn(run: name) }
    var training = try FusionTraining(seen, validation: watched, startingFrom: starts, settings: settings)
    if let state { try training.restore(state) }
    var lastSaving = ContinuousClock.now
    while !training.position.isFinished {
      if watch.isStopped() {
        try watch.save(training.state)
        return nil
      }
      guard let epoch = training.advance() else { continue }
      try watch.epochEnded(epoch)
      if training.position.isFinished || .now - lastSaving > .seconds(Self.savingInterval) {
        try watch.save(training.state)
        lastSaving = .now
      }
    }
    return TrainedNetwork(
      weights: training.weights,
      heldOut: HeldOutClips(clips.clips(of: fold == nil ? validation : heldOut), model: training.model),
      position: training.position
    )
  }
}

/// Clips of other people than those learnt from, and what all of a person's clips tell of that person.
struct ValidationClips {
  private let clips: [TrainingClip]
  private let baselines: [String: SpeakerBaseline]

  init(_ clips: [TrainingClip], model: FusionModel) {
    self.clips = clips
    baselines = SpeakerBaseline.ofPeople(clips, model: model)
  }

  var isEmpty: Bool { clips.isEmpty }

  /// Mean negative log-likelihood, half of it without and half of it with the people's baselines.
  func loss(_ model: FusionModel) -> Double {
    let general = Calibration().loss(clips.map { HeldOutClip($0, model: model) }, of: .all)
    let known = clips.filter { $0.person != nil }
    guard !known.isEmpty else { return general }
    let personal = known.map { HeldOutClip($0, model: model, baseline: baselines[$0.person!]) }
    return (general + Calibration().loss(personal, of: .all)) / 2
  }
}

extension SpeakerBaseline {
  /// What all clips of each person tell, by the people's names.
  static func ofPeople(_ clips: [TrainingClip], model: FusionModel) -> [String: SpeakerBaseline] {
    Dictionary(grouping: clips.filter { $0.person != nil }) { $0.person! }
      .mapValues { SpeakerBaseline($0.map { $0.summary(model) }) }
  }
}
