import Foundation
import Networks
import Numerics

/// Attention pooling of a sequence into one embedding: each head scores every row and averages its share of the
/// channels with the softmax of its scores.
public struct AttentionPool {
  public let width: Int
  public let heads: Int
  let score: Linear

  /// Reads `name.weight` (heads, width) and `name.bias` (heads). Throws `SafeTensorsError`.
  public init(_ name: String, in source: some WeightSource, width: Int, heads: Int) throws {
    precondition(width % heads == 0, "\(width) channels do not divide into \(heads) heads")
    self.width = width
    self.heads = heads
    score = try Linear(name, in: source, inputs: width, outputs: heads)
  }

  /// (rows, width) → (rows, heads)
  func scores(_ embeddings: MatrixView) -> Matrix {
    score(embeddings)
  }

  public func begin() -> AttentionPoolSum {
    AttentionPoolSum(pool: self)
  }
}

/// A pooling in progress. Rows are added as they arrive and need not be kept: the softmax's sums are rescaled whenever
/// a higher score arrives.
public struct AttentionPoolSum {
  private let pool: AttentionPool
  private var maximum: [Float]
  private var weights: [Float]
  private var sums: [Float]
  /// Rows added.
  public private(set) var count = 0

  init(pool: AttentionPool) {
    self.pool = pool
    maximum = [Float](repeating: -.infinity, count: pool.heads)
    weights = [Float](repeating: 0, count: pool.heads)
    sums = [Float](repeating: 0, count: pool.width)
  }

  /// Adds rows, (rows, width).
  public mutating func add(_ embeddings: MatrixView) {
    let scores = pool.scores(embeddings)
    for moment in 0..<embeddings.rows {
      add(embeddings.pointer + moment * embeddings.stride, scores: scores.row(moment))
    }
    count += embeddings.rows
  }

  private mutating func add(_ embedding: UnsafeMutablePointer<Float>, scores: UnsafeMutableBufferPointer<Float>) {
    let share = pool.width / pool.heads
    for head in 0..<pool.heads {
      let channels = head * share..<(head + 1) * share
      if scores[head] > maximum[head] {
        let shrink = exp(maximum[head] - scores[head])
        weights[head] *= shrink
        for channel in channels { sums[channel] *= shrink }
        maximum[head] = scores[head]
      }
      let weight = exp(scores[head] - maximum[head])
      weights[head] += weight
      for channel in channels { sums[channel] += weight * embedding[channel] }
    }
  }

  /// The pooled embedding, (1, width); zeros when nothing was added.
  public var pooled: Matrix {
    let share = pool.width / pool.heads
    return Matrix(
      rows: 1,
      columns: pool.width,
      values: sums.indices.map { count == 0 ? 0 : sums[$0] / weights[$0 / share] }
    )
  }
}

extension AttentionPool {
  /// Pools each sequence of rows (rows, width) as a whole → (sequences, width); zeros for an empty one.
  func callAsFunction(_ rows: Matrix, ranges: [Range<Int>], on tape: Tape?) -> Matrix {
    let weights = score(rows, on: tape)
    // The softmax over each sequence. The backward pass needs it, but not the scores.
    let shares = Matrix(rows: weights.rows, columns: heads, values: weights.elements)
    let pooled = Matrix(rows: ranges.count, columns: width)
    for (index, range) in ranges.enumerated() where !range.isEmpty {
      for head in 0..<heads { Self.normalise(shares, rows: range, column: head) }
      for head in 0..<heads {
        let (sum, channels) = (pooled.row(index), channels(of: head))
        for row in range {
          let (values, share) = (rows.row(row), shares[row, head])
          for channel in channels { sum[channel] += share * values[channel] }
        }
      }
    }
    tape?.record(pooled, from: [rows, weights]) { tape, gradient in
      backward(from: gradient, rows, shares: shares, scores: weights, ranges: ranges, on: tape)
    }
    return pooled
  }

  private func channels(of head: Int) -> Range<Int> {
    head * (width / heads)..<(head + 1) * (width / heads)
  }

  /// Replaces one head's scores by their softmax.
  private static func normalise(_ scores: Matrix, rows: Range<Int>, column: Int) {
    let maximum = rows.reduce(-Float.infinity) { max($0, scores[$1, column]) }
    var sum: Float = 0
    for row in rows {
      scores[row, column] = exp(scores[row, column] - maximum)
      sum += scores[row, column]
    }
    for row in rows { scores[row, column] /= sum }
  }

  private func backward(
    from gradient: Matrix,
    _ rows: Matrix,
    shares: Matrix,
    scores: Matrix,
    ranges: [Range<Int>],
    on tape: Tape
  ) {
    let (toRows, toScores) = (tape.gradient(of: rows), tape.gradient(of: scores))
    for (index, range) in ranges.enumerated() {
      let upstream = gradient.row(index)
      for head in 0..<heads {
        let channels = channels(of: head)
        var toShares = [Float](repeating: 0, count: range.count)
        var mean: Float = 0
        for row in range {
          let (values, share) = (rows.row(row), shares[row, head])
          var product: Float = 0
          for channel in channels { product += upstream[channel] * values[channel] }
          toShares[row - range.lowerBound] = product
          mean += share * product
          guard let toValues = toRows?.row(row) else { continue }
          for channel in channels { toValues[channel] += share * upstream[channel] }
        }
        guard let toScores else { continue }
        for row in range { toScores[row, head] += shares[row, head] * (toShares[row - range.lowerBound] - mean) }
      }
    }
  }
}
