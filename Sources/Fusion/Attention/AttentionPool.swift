import Foundation
import Networks
import Numerics

/// Attention pooling of a sequence into one embedding: each head scores every row and averages its share of the
/// channels with the softmax of its scores.
public struct AttentionPool {
  /// What is kept of each channel.
  public enum Statistics: Sendable {
    case mean
    /// The means of all channels, and behind them their standard deviations (attentive statistics pooling; Okabe, Koshinaka
    /// and Shinoda 2018).
    case meanAndDeviation
  }

  public let width: Int
  public let heads: Int
  public let statistics: Statistics
  let score: Linear

  /// Channels of the pooled embedding.
  public var pooledWidth: Int { statistics == .mean ? width : 2 * width }

  /// Reads `name.weight` (heads, width) and `name.bias` (heads). Throws `SafeTensorsError`.
  public init(
    _ name: String,
    in source: some WeightSource,
    width: Int,
    heads: Int,
    statistics: Statistics = .mean
  ) throws {
    precondition(width % heads == 0, "\(width) channels do not divide into \(heads) heads")
    self.width = width
    self.heads = heads
    self.statistics = statistics
    score = try Linear(name, in: source, inputs: width, outputs: heads)
  }

  /// Added to the variance of a channel, so that its root has a slope everywhere.
  private static let varianceFloor: Float = 1e-4

  fileprivate static func deviation(variance: Float) -> Float {
    (max(0, variance) + varianceFloor).squareRoot()
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
  /// Of the squares; empty where only the mean is kept.
  private var squares: [Float]
  /// Rows added.
  public private(set) var count = 0

  init(pool: AttentionPool) {
    self.pool = pool
    maximum = [Float](repeating: -.infinity, count: pool.heads)
    weights = [Float](repeating: 0, count: pool.heads)
    sums = [Float](repeating: 0, count: pool.width)
    squares = pool.statistics == .mean ? [] : sums
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
        if !squares.isEmpty { for channel in channels { squares[channel] *= shrink } }
        maximum[head] = scores[head]
      }
      let weight = exp(scores[head] - maximum[head])
      weights[head] += weight
      for channel in channels { sums[channel] += weight * embedding[channel] }
      guard !squares.isEmpty else { continue }
      for channel in channels { squares[channel] += weight * embedding[channel] * embedding[channel] }
    }
  }

  /// The pooled embedding, (1, `pooledWidth`); zeros when nothing was added.
  public var pooled: Matrix {
    guard count > 0 else { return Matrix(rows: 1, columns: pool.pooledWidth) }
    let share = pool.width / pool.heads
    let means = sums.indices.map { sums[$0] / weights[$0 / share] }
    let deviations = squares.indices.map { channel in
      AttentionPool.deviation(variance: squares[channel] / weights[channel / share] - means[channel] * means[channel])
    }
    return Matrix(rows: 1, columns: pool.pooledWidth, values: means + deviations)
  }
}

extension AttentionPool {
  /// Pools each sequence of rows (rows, width) as a whole → (sequences, `pooledWidth`); zeros for an empty one.
  func callAsFunction(_ rows: Matrix, ranges: [Range<Int>], on tape: Tape?) -> Matrix {
    let weights = score(rows, on: tape)
    // The softmax over each sequence. The backward pass needs it, but not the scores.
    let shares = Matrix(rows: weights.rows, columns: heads, values: weights.elements)
    let pooled = Matrix(rows: ranges.count, columns: pooledWidth)
    for (index, range) in ranges.enumerated() where !range.isEmpty {
      for head in 0..<heads { Self.normalise(shares, rows: range, column: head) }
      pool(rows, range, shares: shares, into: pooled.row(index))
    }
    tape?.record(pooled, from: [rows, weights]) { tape, gradient in
      for (index, range) in ranges.enumerated() {
        backward(from: gradient.row(index), pooled.row(index), rows, range, shares: shares, scores: weights, on: tape)
      }
    }
    return pooled
  }

  private func pool(
    _ rows: Matrix,
    _ range: Range<Int>,
    shares: Matrix,
    into means: UnsafeMutableBufferPointer<Float>
  ) {
    for head in 0..<heads {
      let channels = channels(of: head)
      for row in range {
        let (values, share) = (rows.row(row), shares[row, head])
        for channel in channels { means[channel] += share * values[channel] }
      }
      guard statistics == .meanAndDeviation else { continue }
      for row in range {
        let (values, share) = (rows.row(row), shares[row, head])
        for channel in channels {
          let distance = values[channel] - means[channel]
          means[width + channel] += share * distance * distance
        }
      }
      for channel in channels { means[width + channel] = Self.deviation(variance: means[width + channel]) }
    }
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

  /// Adds the gradients of one sequence's rows and scores.
  private func backward(
    from upstream: UnsafeMutableBufferPointer<Float>,
    _ pooled: UnsafeMutableBufferPointer<Float>,
    _ rows: Matrix,
    _ range: Range<Int>,
    shares: Matrix,
    scores: Matrix,
    on tape: Tape
  ) {
    let (toRows, toScores) = (tape.gradient(of: rows), tape.gradient(of: scores))
    // The gradient of each channel's variance, times 2.
    let toVariances =
      statistics == .mean
      ? [Float](repeating: 0, count: width)
      : (0..<width).map { range.isEmpty ? 0 : upstream[width + $0] / pooled[width + $0] }
    for head in 0..<heads {
      let channels = channels(of: head)
      var toShares = [Float](repeating: 0, count: range.count)
      var mean: Float = 0
      for row in range {
        let (values, share) = (rows.row(row), shares[row, head])
        var product: Float = 0
        for channel in channels {
          let value = values[channel]
          product += value * (upstream[channel] + toVariances[channel] * (value / 2 - pooled[channel]))
        }
        toShares[row - range.lowerBound] = product
        mean += share * product
        guard let toValues = toRows?.row(row) else { continue }
        for channel in channels {
          let toValue = upstream[channel] + toVariances[channel] * (values[channel] - pooled[channel])
          toValues[channel] += share * toValue
        }
      }
      guard let toScores else { continue }
      for row in range { toScores[row, head] += shares[row, head] * (toShares[row - range.lowerBound] - mean) }
    }
  }
}
