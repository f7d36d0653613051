import Foundation
import Networks
import Numerics

extension AttentionPool {
  /// Pools each sequence of rows (rows, width) as a whole → (sequences, width); zeros for an empty one.
  func callAsFunction(_ rows: Matrix, ranges: [Range<Int>], on tape: Tape?) -> Matrix {
    let weights = score(rows, on: tape)
    // What is kept for the way back, unlike the scores themselves: the softmax over each sequence.
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
      goBack(from: gradient, rows, shares: shares, scores: weights, ranges: ranges, on: tape)
    }
    return pooled
  }

  private func channels(of head: Int) -> Range<Int> {
    head * (width / heads)..<(head + 1) * (width / heads)
  }

  /// Turns one head's scores into their softmax.
  private static func normalise(_ scores: Matrix, rows: Range<Int>, column: Int) {
    let greatest = rows.reduce(-Float.infinity) { max($0, scores[$1, column]) }
    var sum: Float = 0
    for row in rows {
      scores[row, column] = exp(scores[row, column] - greatest)
      sum += scores[row, column]
    }
    for row in rows { scores[row, column] /= sum }
  }

  private func goBack(
    from gradient: Matrix,
    _ rows: Matrix,
    shares: Matrix,
    scores: Matrix,
    ranges: [Range<Int>],
    on tape: Tape
  ) {
    let (toRows, toScores) = (tape.gradient(of: rows), tape.gradient(of: scores))
    for (index, range) in ranges.enumerated() {
      let given = gradient.row(index)
      for head in 0..<heads {
        let channels = channels(of: head)
        var toShares = [Float](repeating: 0, count: range.count)
        var mean: Float = 0
        for row in range {
          let (values, share) = (rows.row(row), shares[row, head])
          var product: Float = 0
          for channel in channels { product += given[channel] * values[channel] }
          toShares[row - range.lowerBound] = product
          mean += share * product
          guard let toValues = toRows?.row(row) else { continue }
          for channel in channels { toValues[channel] += share * given[channel] }
        }
        guard let toScores else { continue }
        for row in range { toScores[row, head] += shares[row, head] * (toShares[row - range.lowerBound] - mean) }
      }
    }
  }
}
