import Emotion
import Networks
import Numerics

@testable import Fusion

extension Modality {
  /// A stream that exists only in these tests.
  static let pulse = Modality("pulse")
}

/// Predicts the emotion from a synthetic pulse, four numbers a beat.
struct PulseHead: StreamHead {
  let modality = Modality.pulse
  let width = 4
  let poolHeads = 2
  private let head: EmotionHead

  init(in source: any WeightSource) throws {
    head = try EmotionHead("pulse", in: source, width: width, heads: poolHeads)
  }

  func rows(_ batch: StreamBatch, on tape: Tape?) -> Matrix {
    Matrix(below: batch.samples.map(\.embeddings), columns: width)
  }

  func begin() -> StreamSum {
    StreamSum(pool: head.begin())
  }

  func summary(_ sum: StreamSum) -> StreamSummary? {
    sum.count > 0 ? StreamSummary(values: sum.pooled.values) : nil
  }

  func logits(_ summary: StreamSummary, baseline: SpeakerBaseline?) -> [Double] {
    head.logits(pooled: Matrix(rows: 1, columns: width, values: summary.values)).values.map(Double.init)
  }

  func logits(_ batch: StreamBatch, _ rows: Matrix, baselines: [SpeakerBaseline?], on tape: Tape?) -> Matrix {
    head.logits(rows, ranges: batch.ranges, on: tape)
  }

  func identity(_ frames: StreamSamples) -> StreamSummary? {
    guard frames.count > 0 else { return nil }
    return StreamSummary(values: head.pooled(frames.embeddings, ranges: [0..<frames.count], on: nil).values)
  }
}
