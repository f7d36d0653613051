import Emotion
import Fusion
import Perception
import Records

/// The pooled windows and segments of an analysed clip, kept to score it again once its speaker's baseline is known.
public struct ClipMeasurement: Codable, Equatable, Sendable {
  struct Window: Codable, Equatable {
    let summary: FusedSummary
    let quality: WindowQuality
  }

  struct Segment: Codable, Equatable {
    let startSeconds: Double
    let endSeconds: Double
    let summary: FusedSummary
    /// The names of the streams that the segment's emotion may come from.
    let present: [String]
    /// Fraction of the segment that is speech; nil without sound.
    let speechRatio: Double?
    /// What is said in it, for a given stretch.
    let text: String?
  }

  /// The segments of one second, by which a long clip's time is divided among the labels.
  enum Seconds: Codable, Equatable {
    /// The clip is short.
    case shortClip
    /// They are `segments`.
    case segments
    case own([Segment])
  }

  let windows: [Window]
  let segments: [Segment]?
  let seconds: Seconds

  /// The clip's contribution to its speaker's baseline.
  public var summary: ClipSummary {
    ClipSummary(windows.map { (streams: $0.summary.streams, weights: $0.quality.weights) })
  }

  /// Scores windows and segments against a baseline.
  func score(model: FusionModel, baseline: SpeakerBaseline?, options: AnalysisOptions) -> ClipScore? {
    func predicted(_ segments: [Segment]) -> [ClipScore.Segment] {
      segments.map { segment in
        ClipScore.Segment(
          startSeconds: segment.startSeconds,
          endSeconds: segment.endSeconds,
          logits: model.logits(segment.summary, baseline: baseline),
          evidence: SegmentEvidence(present: segment.present.map { Modality($0) }, speechRatio: segment.speechRatio),
          text: segment.text
        )
      }
    }
    let segments = segments.map(predicted)
    return ClipScore(
      windows.map { (logits: model.logits($0.summary, baseline: baseline), quality: $0.quality) },
      segments: segments,
      seconds: {
        switch seconds {
        case .shortClip: nil
        case .segments: segments.map { AnySequence($0) }
        case .own(let seconds): AnySequence(predicted(seconds))
        }
      }(),
      calibration: model.calibration(
        baseline,
        face: windows.lazy.compactMap { $0.summary.streams[.face]?.known }.first
      ),
      options: options
    )
  }
}

/// A clip's record without a baseline, and the measurement for scoring it again.
public struct MeasuredRecord: Codable, Sendable {
  public var record: ClipRecord
  /// Nil for a clip that failed.
  public let measurement: ClipMeasurement?

  public init(record: ClipRecord, measurement: ClipMeasurement?) {
    self.record = record
    self.measurement = measurement
  }

  /// Returns the record, scored against the speaker's baseline.
  public func scored(
    model: FusionModel,
    speaker: String?,
    baseline: SpeakerBaseline?,
    options: AnalysisOptions
  ) -> ClipRecord {
    var scored = record
    if case .ok(let analysis) = scored.outcome,
      let score = measurement?.score(model: model, baseline: baseline, options: options)
    {
      scored.outcome = .ok(ClipAnalysis(score, analysis.facts))
    }
    scored.outcome.name(speaker: speaker, baseline: baseline)
    return scored
  }
}
