import Fusion
import Manifests
import Perception

/// A labelled clip to learn from.
public struct TrainingClip {
  public let windows: [WeightedWindow]
  /// Of a worse recording of the same; empty where there is none.
  public let degraded: [WeightedWindow]
  public let target: EmotionTarget
  public let corpus: String
  /// Whose it is, one name a person over all corpora; nil where nobody knows.
  public let person: String?

  public init(
    windows: [WeightedWindow],
    degraded: [WeightedWindow] = [],
    target: EmotionTarget,
    corpus: String,
    person: String? = nil
  ) {
    self.windows = windows
    self.degraded = degraded
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
  func windows(_ use: Use) -> (clean: [AlignedWindow], degraded: [AlignedWindow]) {
    (
      windows.filter { use.admits($0.quality) }.map(\.aligned),
      degraded.filter { use.admits($0.quality) }.map(\.aligned)
    )
  }

  /// A face in one frame, and nothing else.
  var isStill: Bool {
    windows.count == 1 && windows[0].aligned.voice.rows == 0 && windows[0].aligned.face.samples.count == 1
  }

  /// What it adds to the knowledge of its speaker.
  public func summary(_ model: FusionModel) -> ClipSummary {
    ClipSummary(windows.map { (streams: model.identity($0.aligned), weights: $0.quality.weights) })
  }
}

/// What was heard and seen of a manifest's clips, to be found by their rows.
///
/// Unchecked: the windows' numbers are only read, by as many threads as like.
public struct ClipCollection: @unchecked Sendable {
  private let clips: [Int: TrainingClip]

  /// - Parameters:
  ///   - rows: the clips that there are. The labels that occur in a corpus are those that its clips were chosen among.
  ///   - windows: what was heard and seen of a row's clip, as it is and in a worse recording; what it throws ends the collecting.
  public init(
    _ rows: [Manifest.Row],
    windows: (Manifest.Row) throws -> (windows: [WeightedWindow], degraded: [WeightedWindow])
  ) rethrows {
    let labels = Dictionary(grouping: rows) { $0.corpus ?? "" }.mapValues { Set($0.map(\.emotion)) }
    var clips: [Int: TrainingClip] = [:]
    for row in rows {
      let corpus = row.corpus ?? ""
      let target = EmotionTarget(row.emotion, among: labels[corpus]!)
      let found = try windows(row)
      clips[row.line] = TrainingClip(
        windows: found.windows,
        degraded: found.degraded,
        target: target,
        corpus: corpus,
        person: Person(row).name
      )
    }
    self.clips = clips
  }

  /// The clips of those rows that are there, in the order of the rows.
  func clips(of rows: [Manifest.Row]) -> [TrainingClip] {
    rows.compactMap { clips[$0.line] }
  }
}
