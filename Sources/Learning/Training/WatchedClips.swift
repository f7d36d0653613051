import Fusion

/// Clips of other people than those learnt from, and what all of a person's clips tell of that person.
struct WatchedClips {
  private let clips: [TrainingClip]
  private let baselines: [String: SpeakerBaseline]

  init(_ clips: [TrainingClip], model: FusionModel) {
    self.clips = clips
    baselines = SpeakerBaseline.ofPeople(clips, model: model)
  }

  var isEmpty: Bool { clips.isEmpty }

  /// Mean negative log-likelihood, half of it without and half of it with the people's baselines.
  func loss(_ model: FusionModel) -> Double {
    let general = Mixing().loss(clips.map { HeldOutClip($0, model: model) }, of: .both)
    let known = clips.filter { $0.person != nil }
    guard !known.isEmpty else { return general }
    let personal = known.map { HeldOutClip($0, model: model, baseline: baselines[$0.person!]) }
    return (general + Mixing().loss(personal, of: .both)) / 2
  }
}

extension SpeakerBaseline {
  /// What all clips of each person tell, by the people's names.
  static func ofPeople(_ clips: [TrainingClip], model: FusionModel) -> [String: SpeakerBaseline] {
    Dictionary(grouping: clips.filter { $0.person != nil }) { $0.person! }
      .mapValues { SpeakerBaseline($0.map { $0.summary(model) }) }
  }
}
