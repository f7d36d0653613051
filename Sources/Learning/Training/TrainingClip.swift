import Fusion
import Recognition

/// A labelled clip to learn from.
public struct TrainingClip {
  public let windows: [WeighedWindow]
  public let target: EmotionTarget
  public let corpus: String

  public init(windows: [WeighedWindow], target: EmotionTarget, corpus: String) {
    self.windows = windows
    self.target = target
    self.corpus = corpus
  }

  /// Windows in which somebody speaks, and in which a face is seen.
  var heard: [AlignedWindow] { windows.filter { $0.quality.voice > 0 }.map(\.aligned) }
  var seen: [AlignedWindow] { windows.filter { $0.quality.face > 0 }.map(\.aligned) }
  /// Windows with both.
  var whole: [AlignedWindow] { windows.filter { $0.quality.voice > 0 && $0.quality.face > 0 }.map(\.aligned) }
}
