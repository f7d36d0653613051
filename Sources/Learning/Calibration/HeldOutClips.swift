import Emotion
import Fusion
import Perception

/// A network's uncalibrated prediction, window by window, for a clip it was not trained on.
public struct HeldOutClip {
  /// One window's logits, one per emotion.
  struct Logits {
    /// Only streams with evidence.
    let alone: ByModality<[Double]>
    /// The correction that the attention adds to the sum of the streams.
    let correction: [Double]
    let quality: WindowQuality
  }

  let windows: [Logits]
  let target: EmotionTarget
  let corpus: String
  /// The streams of the network.
  let modalities: [Modality]
  /// The known features of the face; nil without a face.
  public let face: FeatureGroups?
  /// Weight of the speaker's own statistics in the prediction, 0…1.
  let personalShare: Double

  /// Runs the network on a clip.
  ///
  /// - Parameter baseline: of its speaker; nil to treat the speaker as unseen.
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
    face = clip.windows.first { $0.quality.face > 0 }?.face.samples.known
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

/// A network's predictions for clips it was not trained on: all of them without a baseline, and those of known speakers
/// also against the baseline of all the speaker's clips among them.
public struct HeldOutClips {
  public let general: [HeldOutClip]
  public let personal: [HeldOutClip]

  public init(_ clips: [TrainingClip], model: FusionModel) {
    let baselines = SpeakerBaseline.bySpeaker(clips, model: model)
    general = clips.map { HeldOutClip($0, model: model) }
    personal = clips.filter { $0.speaker != nil }.map { clip in
      HeldOutClip(clip, model: model, baseline: baselines[clip.speaker!])
    }
  }

  init(general: [HeldOutClip], personal: [HeldOutClip]) {
    self.general = general
    self.personal = personal
  }

  /// Joins the clips of several folds.
  public static func joined(_ parts: some Sequence<HeldOutClips>) -> HeldOutClips {
    HeldOutClips(general: parts.flatMap(\.general), personal: parts.flatMap(\.personal))
  }

  public var isEmpty: Bool { general.isEmpty }
}
