import Fusion

/// Predicts the emotion of pooled windows and segments, against the speaker's baseline if it is already known.
struct PooledPredictor {
  let model: FusionModel
  /// Nil if there is no baseline, or not yet.
  var baseline: SpeakerBaseline?
  /// Keeps the summaries, to score them again against a baseline.
  var keepsSummaries = false

  func begin() -> FusedSum {
    model.fusion.begin()
  }

  func predict(_ sum: FusedSum) -> PooledLogits {
    let summary = model.fusion.summary(sum)
    return PooledLogits(
      logits: model.logits(summary, baseline: baseline),
      summary: keepsSummaries ? summary : nil
    )
  }

  func predict(_ window: FusedWindow) -> PooledLogits {
    var sum = begin()
    sum.add(window)
    return predict(sum)
  }
}

/// The prediction of a window or a segment.
struct PooledLogits {
  let logits: FusedLogits
  /// Nil unless summaries are kept.
  let summary: FusedSummary?
}
