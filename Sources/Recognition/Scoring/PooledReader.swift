import Fusion

/// Says what was pooled of a clip expresses, as far as its speaker is known when the clip streams by.
struct PooledReader {
  let model: FusionModel
  /// Nil where nothing is known of the speaker, or not yet.
  var baseline: SpeakerBaseline?
  /// What was pooled is kept, to be read again against a baseline.
  var keepsSummaries = false

  func begin() -> FusedSum {
    model.fusion.begin()
  }

  func read(_ sum: FusedSum) -> PooledLogits {
    let summary = model.fusion.summary(sum)
    return PooledLogits(
      logits: model.logits(summary, baseline: baseline),
      summary: keepsSummaries ? summary : nil
    )
  }

  func read(_ window: FusedWindow) -> PooledLogits {
    var sum = begin()
    sum.add(window)
    return read(sum)
  }
}

/// What a window or a segment says.
struct PooledLogits {
  let logits: FusedLogits
  /// Nil unless it was to be kept.
  let summary: FusedSummary?
}
