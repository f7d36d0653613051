import Emotion
import Fusion
import Perception

/// What a network says of a clip that it did not learn from, window by window, before anything is calibrated.
public struct HeldOutClip {
  /// One window's logits, one for each emotion.
  struct Logits {
    /// Of the streams that have something to say.
    let alone: ByModality<[Double]>
    /// What the attention adds to the opinions of all.
    let correction: [Double]
    let quality: WindowQuality
  }

  let windows: [Logits]
  let target: EmotionTarget
  let corpus: String
  /// The streams of the network.
  let modalities: [Modality]
  /// What is known of its face; nil without one.
  public let face: FeatureGroups?
  /// Weight of the speaker's own statistics in what is said, 0…1.
  let personalShare: Double

  /// Asks the network about a clip.
  ///
  /// - Parameter baseline: of its speaker; nil where nothing is to be known.
  public init(_ clip: TrainingClip, model: FusionModel, baseline: SpeakerBaseline? = nil) {
    windows = clip.windows.map { window in
      let summary = model.fusion.summary(model.fusion(window.aligned))
      let logits = model.logits(summary, baseline: baseline)
      return Logits(
        alone: logits.alone.filter { modality, _ in window.quality.weights[modality] ?? 0 > 0 },
        correction: summary.correction,
        quality: window.quality
      )
    }
    target = clip.target
    corpus = clip.corpus
    modalities = model.modalities
    face = clip.windows.first { $0.quality.face > 0 }?.aligned.face.samples.known
    personalShare = baseline?.share ?? 0
  }

  init(
    windows: [Logits],
    target: EmotionTarget,
    corpus: String,
    modalities: [Modality] = [.voice, .face],
    face: FeatureGroups? = nil,
    personalShare: Double = 0
  ) {
    self.windows = windows
    self.target = target
    self.corpus = corpus
    self.modalities = modalities
    self.face = face
    self.personalShare = personalShare
  }
}

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
