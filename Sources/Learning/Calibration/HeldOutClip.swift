import Fusion
import Recognition

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

  /// Asks the network about a clip.
  public init(_ clip: TrainingClip, model: FusionModel) {
    let batch = FusionBatch(clip.windows.map(\.aligned))
    let logits = model.fusion.logits(batch, spoiling: .correctionAlone(windows: batch.count), on: nil)
    windows = clip.windows.enumerated().map { row, window in
      Opinions(
        voice: window.quality.voice > 0 ? logits.voice.row(row).map(Double.init) : nil,
        face: window.quality.face > 0 ? logits.face.row(row).map(Double.init) : nil,
        correction: logits.fused.row(row).map(Double.init),
        quality: window.quality
      )
    }
    target = clip.target
    corpus = clip.corpus
  }

  init(windows: [Opinions], target: EmotionTarget, corpus: String) {
    self.windows = windows
    self.target = target
    self.corpus = corpus
  }
}
