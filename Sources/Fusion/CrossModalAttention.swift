import Foundation
import Networks
import Numerics

/// One stream attending to the other (multi-head attention after Vaswani et al. 2017) with a bias by relative time:
/// LayerNorm(x + W_o · softmax(Q Kᵀ / √128 + b) V), 8 heads of 128 channels. A query that reaches no key stays as it is,
/// but for the norm.
public struct CrossModalAttention {
  static let heads = 8
  static let headWidth = 128
  private static let width = heads * headWidth

  private let query: Linear
  private let key: Linear
  private let value: Linear
  private let output: Linear
  private let timeBias: RelativeTimeBias
  private let norm: LayerNorm

  /// Reads `name.query`, `.key`, `.value` (1024 outputs), `.output` (1024 inputs) and `.norm`, each with `.weight` and
  /// `.bias`, and `name.time` (8, 21). Throws `SafeTensorsError`.
  init(_ name: String, in file: SafeTensors, queryWidth: Int, keyWidth: Int) throws {
    query = try Linear("\(name).query", in: file, inputs: queryWidth, outputs: Self.width)
    key = try Linear("\(name).key", in: file, inputs: keyWidth, outputs: Self.width)
    value = try Linear("\(name).value", in: file, inputs: keyWidth, outputs: Self.width)
    output = try Linear("\(name).output", in: file, inputs: Self.width, outputs: queryWidth)
    timeBias = try RelativeTimeBias("\(name).time", in: file, heads: Self.heads)
    norm = try LayerNorm("\(name).norm", in: file, channels: queryWidth)
  }

  /// Queries (queries, query width) and keys (keys, key width), each at its instant in seconds on one clock, →
  /// (queries, query width). There may be no keys.
  public func callAsFunction(
    _ queries: Matrix,
    at instants: [Double],
    attendingTo keys: Matrix,
    at keyInstants: [Double]
  ) -> Matrix {
    precondition(instants.count == queries.rows, "\(instants.count) instants for \(queries.rows) queries")
    precondition(keyInstants.count == keys.rows, "\(keyInstants.count) instants for \(keys.rows) keys")
    let result = Matrix(rows: queries.rows, columns: queries.columns, values: queries.elements)
    if queries.rows > 0, keys.rows > 0 {
      let places = RelativeTimeBias.places(queries: instants, keys: keyInstants)
      let change = output(context(queries, keys, places: places).view)
      for row in 0..<result.rows where places.row(row).contains(where: { $0 >= 0 }) {
        let (sum, addend) = (result.row(row), change.row(row))
        for channel in sum.indices { sum[channel] += addend[channel] }
      }
    }
    norm.apply(to: result)
    return result
  }

  /// The heads' weighted means of the values side by side, (queries, 1024).
  private func context(_ queries: Matrix, _ keys: Matrix, places: Matrix) -> Matrix {
    let (q, k, v) = (query(queries.view), key(keys.view), value(keys.view))
    let context = Matrix(rows: queries.rows, columns: Self.width)
    let scores = Matrix(rows: queries.rows, columns: keys.rows)
    for head in 0..<Self.heads {
      BLAS.multiply(
        Self.channels(of: head, in: q),
        Self.channels(of: head, in: k),
        transposeB: true,
        into: scores.view,
        alpha: 1 / Float(Self.headWidth).squareRoot()
      )
      for row in 0..<scores.rows { weigh(scores.row(row), places: places.row(row), head: head) }
      BLAS.multiply(scores.view, Self.channels(of: head, in: v), into: Self.channels(of: head, in: context))
    }
    return context
  }

  /// One head's columns of a matrix.
  private static func channels(of head: Int, in matrix: Matrix) -> MatrixView {
    MatrixView(
      owner: matrix,
      pointer: matrix.pointer + head * headWidth,
      rows: matrix.rows,
      columns: headWidth,
      stride: matrix.columns
    )
  }

  /// Turns one query's scores into weights: softmax over the keys in reach, 0 elsewhere.
  private func weigh(
    _ scores: UnsafeMutableBufferPointer<Float>,
    places: UnsafeMutableBufferPointer<Float>,
    head: Int
  ) {
    var greatest = -Float.infinity
    for key in scores.indices where places[key] >= 0 {
      scores[key] += timeBias.value(head: head, place: places[key])
      greatest = max(greatest, scores[key])
    }
    var sum: Float = 0
    for key in scores.indices {
      scores[key] = places[key] >= 0 ? exp(scores[key] - greatest) : 0
      sum += scores[key]
    }
    guard sum > 0 else { return }
    for key in scores.indices { scores[key] /= sum }
  }
}
