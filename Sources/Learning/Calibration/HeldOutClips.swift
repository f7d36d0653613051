import Fusion

/// What a network says of clips that it did not learn from: as if nothing were known of their people, and against what all
/// of a person's clips among them tell. Of clips without a person nothing is known.
public struct HeldOutClips {
  public let general: [HeldOutClip]
  public let personal: [HeldOutClip]

  public init(_ clips: [TrainingClip], model: FusionModel) {
    let baselines = SpeakerBaseline.ofPeople(clips, model: model)
    general = clips.map { HeldOutClip($0, model: model) }
    personal = clips.filter { $0.person != nil }.map { clip in
      HeldOutClip(clip, model: model, baseline: baselines[clip.person!])
    }
  }

  init(general: [HeldOutClip], personal: [HeldOutClip]) {
    self.general = general
    self.personal = personal
  }

  /// All of several.
  public static func joined(_ parts: some Sequence<HeldOutClips>) -> HeldOutClips {
    HeldOutClips(general: parts.flatMap(\.general), personal: parts.flatMap(\.personal))
  }

  public var isEmpty: Bool { general.isEmpty }
}
