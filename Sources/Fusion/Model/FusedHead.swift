import Emotion
import Networks
import Numerics

/// Pools each stream by attention after cross-modal attention, and computes a linear correction to the sum of the
/// single-stream predictions. An absent stream enters as zeros.
struct FusedHead {
  private let heads: [any StreamHead]
  private let pools: ByModality<AttentionPool>
  private let correction: Linear

  /// Reads `fusion.S.pool` of each stream S, and `fusion.head`. Throws `SafeTensorsError`.
  init(in source: some WeightSource, heads: [any StreamHead]) throws {
    self.heads = heads
    var pools = ByModality<AttentionPool>()
    for head in heads {
      pools[head.modality] = try AttentionPool(
        "fusion.\(head.modality).pool",
        in: source,
        width: head.width,
        heads: head.poolHeads
      )
    }
    self.pools = pools
    correction = try Linear(
      "fusion.head",
      in: source,
      inputs: heads.reduce(0) { $0 + $1.width },
      outputs: EmotionLabel.allCases.count
    )
  }

  func begin() -> FusedSum {
    var alone = ByModality<StreamSum>()
    for head in heads { alone[head.modality] = head.begin() }
    return FusedSum(alone: alone, attended: pools.map { _, pool in pool.begin() })
  }

  func summary(_ sum: FusedSum) -> FusedSummary {
    let pooled = Matrix(
      rows: 1,
      columns: correction.inputs,
      values: sum.attended.values.flatMap { $0.pooled.values }
    )
    var streams = ByModality<StreamSummary>()
    for head in heads { streams[head.modality] = head.summary(sum.alone[of: head.modality]) }
    return FusedSummary(streams: streams, correction: correction(pooled.view).values.map(Double.init))
  }

  /// The logits of whole windows. The single-stream logits enter the fused logits as constants: the fused loss does not
  /// reach the streams' heads, so that no head learns to fill another's gaps.
  func logits(
    _ streams: AttendedStreams,
    _ batches: ByModality<StreamBatch>,
    baselines: [SpeakerBaseline?],
    noise: LogitNoise?,
    on tape: Tape?
  ) -> BatchLogits {
    var alone = ByModality<Matrix>()
    for head in heads {
      let modality = head.modality
      alone[modality] = head.logits(batches[of: modality], streams.rows[of: modality], baselines: baselines, on: tape)
    }
    let attended = pools.map { modality, pool in
      pool(streams.attended[of: modality], ranges: batches[of: modality].ranges, on: tape)
    }
    var pooled = attended[0].value
    for (_, other) in attended.dropFirst() { pooled = pooled.beside(other, on: tape) }
    let correction = correction(pooled, on: tape)
    let fused = Matrix(rows: correction.rows, columns: correction.columns, values: correction.elements)
    for window in baselines.indices where noise?.isCorrectionAlone[window] != true {
      let sum = fused.row(window)
      for (modality, logits) in alone where !batches[of: modality].ranges[window].isEmpty {
        let added = noise?.added[modality]?.row(window)
        let predicted = logits.row(window).enumerated().map { Double($1 + (added?[$0] ?? 0)) }
        for (label, value) in logProbabilities(predicted).enumerated() { sum[label] += Float(value) }
      }
    }
    tape?.record(fused, from: [correction]) { tape, gradient in tape.gradient(of: correction)?.add(gradient) }
    return BatchLogits(
      alone: alone,
      fused: fused,
      voice: streams.rows[of: .voice],
      paired: streams.paired[.face] ?? Matrix(rows: streams.joinedVoice.rows, columns: streams.joinedVoice.columns)
    )
  }
}
