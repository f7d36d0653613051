import CKernels
import Foundation
import Numerics

/// What depends on the distance of two rows in WavLM's attention (Chen et al., "WavLM", 2022): a bias for each head and
/// each bucket of distances, as in T5, which all layers share.
public struct RelativePositionBias {
  /// (buckets, heads)
  private let embedding: Matrix
  private let maxDistance: Int

  /// Reads `name.weight` (buckets, heads). Throws what the source throws.
  ///
  /// - Parameters:
  ///   - buckets: at least 4; one half for earlier rows and one for later ones.
  ///   - maxDistance: rows that are further apart share a bucket; more than a quarter of the buckets.
  public init(_ name: String, in source: some StoredWeightSource, buckets: Int, heads: Int, maxDistance: Int) throws {
    precondition(buckets >= 4 && maxDistance > buckets / 4, "\(buckets) buckets for distances to \(maxDistance)")
    embedding = try source.weights("\(name).weight", shape: [buckets, heads], initial: .zeros)
    self.maxDistance = maxDistance
  }

  /// Returns the biases of all distances in a sequence of `rows`, (heads, 2 · rows − 1); the column of a key's row less
  /// the query's is that difference + rows − 1.
  public func diagonals(rows: Int) -> Matrix {
    let result = Matrix(rows: embedding.columns, columns: max(0, 2 * rows - 1))
    for column in 0..<result.columns {
      let bucket = bucket(ofDistance: column - (rows - 1))
      for head in 0..<result.rows { result[head, column] = embedding[bucket, head] }
    }
    return result
  }

  /// A bucket each for small distances; then they grow with the logarithm.
  func bucket(ofDistance distance: Int) -> Int {
    let buckets = embedding.rows / 2
    let start = distance > 0 ? buckets : 0
    let exact = buckets / 2
    guard abs(distance) >= exact else { return start + abs(distance) }
    let share = logf(Float(abs(distance)) / Float(exact)) / logf(Float(maxDistance) / Float(exact))
    // A share above 1 can be large, but stays far below the greatest integer.
    return start + min(exact + Int(share * Float(buckets - exact)), buckets - 1)
  }
}

/// The gate of one layer's relative position bias: a factor for each query row and head, from the row's own channels.
public struct RelativePositionGate {
  /// (2, size of a head): what opens the gate, and what resets it.
  private let weight: Matrix
  private let bias: [Float]
  /// (heads)
  private let constant: [Float]

  /// Reads `name.gru_rel_pos_linear` (size → 8) and `name.gru_rel_pos_const` (1, heads, 1, 1). Throws what the source
  /// throws.
  public init(_ name: String, in source: some StoredWeightSource, heads: Int, size: Int) throws {
    let linear = try source.weights("\(name).gru_rel_pos_linear.weight", shape: [8, size], initial: .zeros)
    let shifts = try source.vector("\(name).gru_rel_pos_linear.bias", count: 8)
    // Each gate is the sum of four outputs, which is one output of summed weights.
    weight = Matrix(rows: 2, columns: size)
    for row in 0..<8 { ck_add(weight.row(row / 4).baseAddress!, linear.row(row).baseAddress!, size) }
    bias = [shifts[..<4].reduce(0, +), shifts[4...].reduce(0, +)]
    constant = try source.stored("\(name).gru_rel_pos_const", shape: [1, heads, 1, 1]).widened().values
  }

  /// Returns the gates of input (rows, heads · size), (heads, rows).
  func callAsFunction(_ input: MatrixView) -> Matrix {
    let size = weight.columns
    let gates = Matrix(rows: constant.count, columns: input.rows)
    for head in 0..<gates.rows {
      for row in 0..<gates.columns {
        let channels = input.pointer + row * input.stride + head * size
        let open = sigmoid(ck_dot(channels, weight.row(0).baseAddress!, size) + bias[0])
        let reset = sigmoid(ck_dot(channels, weight.row(1).baseAddress!, size) + bias[1])
        gates[head, row] = open * (reset * constant[head] - 1) + 2
      }
    }
    return gates
  }
}

private func sigmoid(_ value: Float) -> Float {
  1 / (1 + expf(-value))
}
