import Networks
import Numerics

extension TimedAttention {
  /// From the context's gradient to those of q, k, v and the time bias. `weights` are the heads' of every pair that has
  /// queries and keys, in the order of the forward pass.
  func goBack(
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
        let given = gradient.view(rows: pair.queries, columns: channels)
        if let toV = tape.gradient(of: v)?.view(rows: pair.keys, columns: channels) {
          BLAS.multiply(weights.view, given, transposeA: true, into: toV, beta: 1)
        }
        let toScores = Matrix(rows: weights.rows, columns: weights.columns)
        BLAS.multiply(given, v.view(rows: pair.keys, columns: channels), transposeB: true, into: toScores.view)
        for row in 0..<weights.rows { goBackThroughSoftmax(toScores.row(row), weights: weights.row(row)) }
        if let toTable = tape.gradient(of: timeBias.table) {
          RelativeTimeBias.add(toScores, at: pair.places, to: toTable.row(head))
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

  /// A row's gradient with respect to its weights becomes that with respect to its scores.
  private func goBackThroughSoftmax(
    _ gradient: UnsafeMutableBufferPointer<Float>,
    weights: UnsafeMutableBufferPointer<Float>
  ) {
    var mean: Float = 0
    for key in weights.indices { mean += weights[key] * gradient[key] }
    for key in weights.indices { gradient[key] = weights[key] * (gradient[key] - mean) }
  }
}
