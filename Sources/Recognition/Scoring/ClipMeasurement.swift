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
    /// The names of the streams with evidence.
    let present: [String]
    let text: String?
  }

  let windows: [Window]
  let segments: [Segment]?

  /// The clip's contribution to its speaker's baseline.
  public var summary: ClipSummary {
    ClipSummary(windows.map { (streams: $0.summary.streams, weights: $0.quality.weights) })
  }

  /// Scores windows and segments against a baseline.
  func score(model: FusionModel, baseline: SpeakerBaseline?, options: AnalysisOptions) -> ClipScore? {
    ClipScore(
      windows.map { (logits: model.logits($0.summary, baseline: baseline), quality: $0.quality) },
      segments: segments?.map { segment in
        ClipScore.Segment(
          startSeconds: segment.startSeconds,
          endSeconds: segment.endSeconds,
          logits: model.logits(segment.summary, baseline: baseline),
          present: segment.present.map { Modality($0) },
          text: segment.text
        )
      },
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
