import Foundation
import Networks
import Numerics

/// A sequence of queries, the keys they attend to, and their differences in time.
struct AttentionPair {
  let queries: Range<Int>
  let keys: Range<Int>
  /// The position of each time difference among the knots of the time bias, (queries, keys).
  let positions: Matrix

  /// Pairs the sequences of both streams in order.
  static func pairs(_ queries: TimedSequences, _ keys: TimedSequences) -> [AttentionPair] {
    precondition(queries.ranges.count == keys.ranges.count, "the streams have different numbers of sequences")
    return zip(queries.ranges, keys.ranges).map { queryRange, keyRange in
      AttentionPair(
        queries: queryRange,
        keys: keyRange,
        positions: RelativeTimeBias.positions(
          queries: Array(queries.instants[queryRange]),
          keys: Array(keys.instants[keyRange])
        )
      )
    }
  }

  /// Returns whether a query has a key in reach; `query` counts from the first of the sequence.
  func hasReachableKey(_ query: Int) -> Bool {
    positions.row(query).contains { $0 >= 0 }
  }
}

/// Multi-head scaled dot-product attention with a bias by relative time: softmax(Q Kᵀ / √width + b) V.
struct TimedAttention {
  let heads: Int
  let headWidth: Int
  let timeBias: RelativeTimeBias

  /// q (queries, heads · width), k and v (keys, heads · width) → (queries, heads · width); zeros where no key is in
  /// reach.
  func callAsFunction(_ q: Matrix, _ k: Matrix, _ v: Matrix, _ pairs: [AttentionPair], on tape: Tape?) -> Matrix {
    let context = Matrix(rows: q.rows, columns: heads * headWidth)
    var kept: [Matrix] = []
    for pair in pairs where !pair.queries.isEmpty && !pair.keys.isEmpty {
      for head in 0..<heads {
        let weights = weights(q, k, pair, head: head)
        let channels = channels(of: head)
        BLAS.multiply(
          weights.view,
          v.view(rows: pair.keys, columns: channels),
          into: context.view(rows: pair.queries, columns: channels)
        )
        if tape != nil { kept.append(weights) }
      }
    }
    tape?.record(context, from: [q, k, v, timeBias.table]) { tape, gradient in
      backward(from: gradient, weights: kept, q, k, v, pairs, on: tape)
    }
    return context
  }

  func channels(of head: Int) -> Range<Int> {
    head * headWidth..<(head + 1) * headWidth
  }

  var scale: Float { 1 / Float(headWidth).squareRoot() }

  /// Returns one head's softmax over the keys in reach, 0 elsewhere: (queries, keys).
  private func weights(_ q: Matrix, _ k: Matrix, _ pair: AttentionPair, head: Int) -> Matrix {
    let scores = Matrix(rows: pair.queries.count, columns: pair.keys.count)
    BLAS.multiply(
      q.view(rows: pair.queries, columns: channels(of: head)),
      k.view(rows: pair.keys, columns: channels(of: head)),
      transposeB: true,
      into: scores.view,
      alpha: scale
    )
    for row in 0..<scores.rows { weigh(scores.row(row), positions: pair.positions.row(row), head: head) }
    return scores
  }

  /// Replaces one query's scores by its attention weights.
  private func weigh(
    _ scores: UnsafeMutableBufferPointer<Float>,
    positions: UnsafeMutableBufferPointer<Float>,
    head: Int
  ) {
    var maximum = -Float.infinity
    for key in scores.indices where positions[key] >= 0 {
      scores[key] += timeBias.value(head: head, position: positions[key])
      maximum = max(maximum, scores[key])
    }
    var sum: Float = 0
    for key in scores.indices {
      scores[key] = positions[key] >= 0 ? exp(scores[key] - maximum) : 0
      sum += scores[key]
    }
    guard sum > 0 else { return }
    for key in scores.indices { scores[key] /= sum }
  }
}

extension TimedAttention {
  /// Propagates the context's gradient to q, k, v and the time bias. `weights` holds the attention weights of each head
  /// for every pair that has queries and keys, in the order of the forward pass.
  func backward(
    from gradient: Matrix,
    weights: [Matrix],
    _ q: Matrix,
    _ k: Matrix,
    _ v: Matrix,
    _ pairs: [AttentionPair],
    on tape: Tape
  ) {
    var remaining = weights.makeIterator()
    for pair in pairs where !pair.queries.isEmpty && !pair.keys.isEmpty {
      for head in 0..<heads {
        guard let weights = remaining.next() else { preconditionFailure("the weights of a head are missing") }
        let channels = channels(of: head)
        let upstream = gradient.view(rows: pair.queries, columns: channels)
        if let toV = tape.gradient(of: v)?.view(rows: pair.keys, columns: channels) {
          BLAS.multiply(weights.view, upstream, transposeA: true, into: toV, beta: 1)
        }
        let toScores = Matrix(rows: weights.rows, columns: weights.columns)
        BLAS.multiply(upstream, v.view(rows: pair.keys, columns: channels), transposeB: true, into: toScores.view)
        for row in 0..<weights.rows { backwardThroughSoftmax(toScores.row(row), weights: weights.row(row)) }
        if let toTable = tape.gradient(of: timeBias.table) {
          RelativeTimeBias.add(toScores, at: pair.positions, to: toTable.row(head))
        }
        if let toQ = tape.gradient(of: q)?.view(rows: pair.queries, columns: channels) {
          BLAS.multiply(toScores.view, k.view(rows: pair.keys, columns: channels), into: toQ, alpha: scale, beta: 1)
        }
        if let toK = tape.gradient(of: k)?.view(rows: pair.keys, columns: channels) {
          let queries = q.view(rows: pair.queries, columns: channels)
          BLAS.multiply(toScores.view, queries, transposeA: true, into: toK, alpha: scale, beta: 1)
        }
      }
    }
  }

  /// Replaces a row's gradient with respect to its weights by that with respect to its scores.
  private func backwardThroughSoftmax(
    _ gradient: UnsafeMutableBufferPointer<Float>,
    weights: UnsafeMutableBufferPointer<Float>
  ) {
    var mean: Float = 0
    for key in weights.indices { mean += weights[key] * gradient[key] }
    for key in weights.indices { gradient[key] = weights[key] * (gradient[key] - mean) }
  }
}
