import Fusion
import Perception

/// What a network says of a clip that it did not learn from, window by window, before anything is calibrated.
public struct HeldOutClip {
  /// One window's logits, one for each emotion.
  struct Opinions {
    /// Nil where nobody speaks.
    let voice: [Double]?
    /// Nil where no face is seen.
    let face: [Double]?
    /// What the attention adds to the opinions of both.
    let correction: [Double]
    let quality: WindowQuality
  }

  let windows: [Opinions]
  let target: EmotionTarget
  let corpus: String
  /// What is known of its face; nil without one.
  public let face: FaceGroups?
  /// How much of it is said against the speaker's own usual, 0…1.
  let personalShare: Double

  /// Asks the network about a clip.
  ///
  /// - Parameter baseline: of its speaker; nil where nothing is to be known.
  public init(_ clip: TrainingClip, model: FusionModel, baseline: SpeakerBaseline? = nil) {
    windows = clip.windows.map { window in
      let summary = model.fusion.summary(model.fusion(window.aligned))
      let logits = model.logits(summary, baseline: baseline)
      return Opinions(
        voice: window.quality.voice > 0 ? logits.voice : nil,
        face: window.quality.face > 0 ? logits.face : nil,
        correction: summary.correction,
        quality: window.quality
      )
    }
    target = clip.target
    corpus = clip.corpus
    face = clip.windows.first { $0.quality.face > 0 }?.aligned.face.frames.known
    personalShare = baseline?.share ?? 0
  }

  init(
    windows: [Opinions],
    target: EmotionTarget,
    corpus: String,
    face: FaceGroups? = nil,
    personalShare: Double = 0
  ) {
    self.windows = windows
    self.face = face
    self.personalShare = personalShare
    self.target = target
    self.corpus = corpus
  }
}
