import Emotion
import Networks
import Numerics

/// Classifies a sequence of embeddings, one logit per emotion: attention pooling, then a linear layer.
public struct EmotionHead {
  private let pool: AttentionPool
  private let classify: Linear

  /// Reads `name.pool.…` and `name.head.…`. Throws `SafeTensorsError`.
  init(
    _ name: String,
    in source: some WeightSource,
    width: Int,
    heads: Int,
    statistics: AttentionPool.Statistics = .mean
  ) throws {
    pool = try AttentionPool("\(name).pool", in: source, width: width, heads: heads, statistics: statistics)
    classify = try Linear("\(name).head", in: source, inputs: pool.pooledWidth, outputs: EmotionLabel.allCases.count)
  }

  public func begin() -> AttentionPoolSum {
    pool.begin()
  }

  /// The logits of the rows pooled so far.
  public func logits(_ sum: AttentionPoolSum) -> [Double] {
    logits(pooled: sum.pooled).values.map(Double.init)
  }

  /// (sequences, pooled width) → (sequences, 8)
  func logits(pooled: Matrix, on tape: Tape? = nil) -> Matrix {
    classify(pooled, on: tape)
  }

  /// Pools each sequence of rows (rows, width) into one → (sequences, pooled width).
  func pooled(_ rows: Matrix, ranges: [Range<Int>], on tape: Tape?) -> Matrix {
    pool(rows, ranges: ranges, on: tape)
  }

  /// The logits of each sequence of rows (rows, width) → (sequences, 8).
  func logits(_ rows: Matrix, ranges: [Range<Int>], on tape: Tape?) -> Matrix {
    classify(pool(rows, ranges: ranges, on: tape), on: tape)
  }

  /// The logits of one sequence, (rows, width).
  public func logits(_ embeddings: MatrixView) -> [Double] {
    var sum = begin()
    sum.add(embeddings)
    return logits(sum)
  }
}
