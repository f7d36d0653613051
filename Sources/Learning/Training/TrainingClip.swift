import Fusion
import Recognition

/// A labelled clip to learn from.
public struct TrainingClip {
  public let windows: [WeighedWindow]
  public let target: EmotionTarget
  public let corpus: String
  /// Whose it is, one name a person over all corpora; nil where nobody knows.
  public let person: String?

  public init(windows: [WeighedWindow], target: EmotionTarget, corpus: String, person: String? = nil) {
    self.windows = windows
    self.target = target
    self.corpus = corpus
    self.person = person
  }

  /// Windows in which somebody speaks, and in which a face is seen.
  var heard: [AlignedWindow] { windows.filter { $0.quality.voice > 0 }.map(\.aligned) }
  var seen: [AlignedWindow] { windows.filter { $0.quality.face > 0 }.map(\.aligned) }
  /// Windows with both.
  var whole: [AlignedWindow] { windows.filter { $0.quality.voice > 0 && $0.quality.face > 0 }.map(\.aligned) }

  /// A face in one picture, and nothing else.
  var isStill: Bool {
    windows.count == 1 && windows[0].aligned.voice.rows == 0 && windows[0].aligned.face.frames.count == 1
  }

  /// What it adds to the knowledge of its speaker.
  func summary(_ model: FusionModel) -> ClipSummary {
    ClipSummary(
      windows.map { window in
        (
          summary: model.streamSummary(window.aligned), voiceWeight: window.quality.voice,
          faceWeight: window.quality.face
        )
      }
    )
  }
}
