import Fusion
import Manifests
import Perception

/// A labelled clip for training.
public struct TrainingClip {
  public let windows: [WeightedWindow]
  /// Windows of its degraded recording; empty if there is none.
  public let degraded: [WeightedWindow]
  public let target: EmotionTarget
  public let corpus: String
  /// The speaker, with one name across all corpora; nil if unknown.
  public let speaker: String?

  public init(
    windows: [WeightedWindow],
    degraded: [WeightedWindow] = [],
    target: EmotionTarget,
    corpus: String,
    speaker: String? = nil
  ) {
    self.windows = windows
    self.degraded = degraded
    self.target = target
    self.corpus = corpus
    self.speaker = speaker
  }

  /// The windows of a clip to use.
  enum Use {
    /// With speech.
    case voice
    /// With a face.
    case face
    /// With both.
    case both

    fileprivate func admits(_ quality: WindowQuality) -> Bool {
      switch self {
      case .voice: quality.voice > 0
      case .face: quality.face > 0
      case .both: quality.voice > 0 && quality.face > 0
      }
    }
  }

  /// Returns the windows for a use, clean and degraded.
  func windows(_ use: Use) -> (clean: [WeightedWindow], degraded: [WeightedWindow]) {
    (windows.filter { use.admits($0.quality) }, degraded.filter { use.admits($0.quality) })
  }

  /// Whether the clip is a single face sample without sound.
  var isStill: Bool {
    windows.count == 1 && windows[0].voice.rows == 0 && windows[0].face.samples.count == 1
  }

  /// Returns the clip's contribution to its speaker's baseline.
  public func summary(_ model: FusionModel) -> ClipSummary {
    ClipSummary(windows.map { (streams: model.identity($0.aligned), weights: $0.quality.weights) })
  }
}

/// The training clips of a manifest, by row.
///
/// Unchecked: the windows are only read, by any number of threads.
public struct ClipCollection: @unchecked Sendable {
  private let clips: [Int: TrainingClip]

  /// - Parameters:
  ///   - rows: the available clips. The labels that occur in a corpus decide on the candidates of its clips.
  ///   - windows: returns a clip's clean and degraded windows; an error it throws ends the collection.
  public init(
    _ rows: [Manifest.Row],
    windows: (Manifest.Row) throws -> (windows: [WeightedWindow], degraded: [WeightedWindow])
  ) rethrows {
    let candidates = Dictionary(grouping: rows) { $0.corpus ?? "" }.mapValues {
      EmotionTarget.candidates(ofLabels: Set($0.map(\.emotion)))
    }
    var clips: [Int: TrainingClip] = [:]
    for row in rows {
      let corpus = row.corpus ?? ""
      let target = EmotionTarget(row.emotion, among: candidates[corpus]!)
      let found = try windows(row)
      clips[row.line] = TrainingClip(
        windows: found.windows,
        degraded: found.degraded,
        target: target,
        corpus: corpus,
        speaker: SpeakerID(row).name
      )
    }
    self.clips = clips
  }

  /// Returns the clips of the rows that are available, in order.
  func clips(of rows: [Manifest.Row]) -> [TrainingClip] {
    rows.compactMap { clips[$0.line] }
  }
}
