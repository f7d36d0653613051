import Fusion
import Perception

/// A labelled clip to learn from.
public struct TrainingClip {
  public let windows: [WeighedWindow]
  /// Of a worse recording of the same; empty where there is none.
  public let spoiled: [WeighedWindow]
  public let target: EmotionTarget
  public let corpus: String
  /// Whose it is, one name a person over all corpora; nil where nobody knows.
  public let person: String?

  public init(
    windows: [WeighedWindow],
    spoiled: [WeighedWindow] = [],
    target: EmotionTarget,
    corpus: String,
    person: String? = nil
  ) {
    self.windows = windows
    self.spoiled = spoiled
    self.target = target
    self.corpus = corpus
    self.person = person
  }

  /// Which windows of a clip are of use.
  enum Use {
    /// Somebody speaks.
    case heard
    /// A face is seen.
    case seen
    case whole

    fileprivate func admits(_ quality: WindowQuality) -> Bool {
      switch self {
      case .heard: quality.voice > 0
      case .seen: quality.face > 0
      case .whole: quality.voice > 0 && quality.face > 0
      }
    }
  }

  /// Those windows, as they are and in a worse recording.
  func windows(_ use: Use) -> (clean: [AlignedWindow], spoiled: [AlignedWindow]) {
    (
      windows.filter { use.admits($0.quality) }.map(\.aligned),
      spoiled.filter { use.admits($0.quality) }.map(\.aligned)
    )
  }

  /// A face in one picture, and nothing else.
  var isStill: Bool {
    windows.count == 1 && windows[0].aligned.voice.rows == 0 && windows[0].aligned.face.frames.count == 1
  }

  /// What it adds to the knowledge of its speaker.
  public func summary(_ model: FusionModel) -> ClipSummary {
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
