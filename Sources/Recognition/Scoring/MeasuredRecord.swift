import Fusion
import Records

/// A clip's record as far as nothing is known of its speaker, and what it takes to score it again.
public struct MeasuredRecord: Codable, Sendable {
  public var record: ClipRecord
  /// Nil for a clip that failed.
  public let measurement: ClipMeasurement?

  public init(record: ClipRecord, measurement: ClipMeasurement?) {
    self.record = record
    self.measurement = measurement
  }

  /// The record against what is known of the speaker.
  public func scored(
    model: FusionModel,
    speaker: String?,
    baseline: SpeakerBaseline?,
    options: AnalysisOptions
  ) -> ClipRecord {
    var scored = record
    scored.outcome.name(speaker: speaker, baseline: baseline)
    guard case .ok(var analysis) = scored.outcome,
      let score = measurement?.score(model: model, baseline: baseline, options: options)
    else { return scored }
    analysis.apply(score)
    scored.outcome = .ok(analysis)
    return scored
  }
}
