import Networks
import Numerics

/// One stream attending to the other (multi-head attention, Vaswani et al. 2017) with a bias by relative time:
/// LayerNorm(x + W_o · softmax(Q Kᵀ / √128 + b) V), 8 heads of 128 channels. A query with no key in reach is only
/// normalized.
public struct CrossModalAttention {
  private let query: Linear
  private let key: Linear
  private let value: Linear
  private let output: Linear
  private let attention: TimedAttention
  private let norm: LayerNorm

  /// Reads `name.query`, `.key`, `.value` (1024 outputs), `.output` (1024 inputs) and `.norm`, each with `.weight` and
  /// `.bias`, and `name.time` (8, 21). Throws `SafeTensorsError`.
  init(
    _ name: String,
    in source: some WeightSource,
    queryWidth: Int,
    keyWidth: Int,
    heads: Int = 8,
    headWidth: Int = 128
  ) throws {
    let width = heads * headWidth
    query = try Linear("\(name).query", in: source, inputs: queryWidth, outputs: width)
    key = try Linear("\(name).key", in: source, inputs: keyWidth, outputs: width)
    value = try Linear("\(name).value", in: source, inputs: keyWidth, outputs: width)
    output = try Linear("\(name).output", in: source, inputs: width, outputs: queryWidth)
    let timeBias = try RelativeTimeBias("\(name).time", in: source, heads: heads)
    attention = TimedAttention(heads: heads, headWidth: headWidth, timeBias: timeBias)
    norm = try LayerNorm("\(name).norm", in: source, channels: queryWidth)
  }

  /// Queries (queries, query width) attend to keys (keys, key width), sequence by sequence → (queries, query width). A
  /// sequence may have no keys.
  public func callAsFunction(
    _ queries: TimedSequences,
    attendingTo keys: TimedSequences,
    on tape: Tape? = nil
  ) -> Matrix {
    let pairs = AttentionPair.pairs(queries, keys)
    let (k, v) = (key(keys.rows, on: tape), value(keys.rows, on: tape))
    let context = attention(query(queries.rows, on: tape), k, v, pairs, on: tape)
    return norm(add(output(context, on: tape), to: queries.rows, pairs, on: tape), on: tape)
  }

  /// Returns the queries, with `change` added to those that have a key in reach.
  private func add(_ change: Matrix, to queries: Matrix, _ pairs: [AttentionPair], on tape: Tape?) -> Matrix {
    let sum = Matrix(rows: queries.rows, columns: queries.columns, values: queries.elements)
    let changed = pairs.flatMap { pair in
      pair.queries.filter { pair.hasReachableKey($0 - pair.queries.lowerBound) }
    }
    for row in changed { sum.addRow(row, of: change) }
    tape?.record(sum, from: [change, queries]) { tape, gradient in
      tape.gradient(of: queries)?.add(gradient)
      if let toChange = tape.gradient(of: change) {
        for row in changed { toChange.addRow(row, of: gradient) }
      }
    }
    return sum
  }
}
