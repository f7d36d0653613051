import Foundation
import Numerics
import TestSupport
import Testing

@testable import Networks

/// The transformer's layers against plain sums.
@Suite struct TransformerLayerTests {
  private let width = 6

  private func weights() -> TestWeights {
    var weights = TestWeights()
    for part in ["q", "k", "v", "out"] {
      weights.add("attention.\(part)_proj.weight", width, width)
      weights.add("attention.\(part)_proj.bias", width)
    }
    weights.add("expand.weight", 9, width)
    weights.add("expand.bias", 9)
    weights.add("contract.weight", width, 9)
    weights.add("contract.bias", width)
    for norm in ["first", "second"] {
      weights.add("\(norm).weight", width)
      weights.add("\(norm).bias", width)
    }
    weights.add("attention.gru_rel_pos_linear.weight", 8, 3)
    weights.add("attention.gru_rel_pos_linear.bias", 8)
    weights.add("attention.gru_rel_pos_const", 1, 2, 1, 1)
    weights.add("distances.weight", 8, 2)
    return weights
  }

  /// Attention by definition; `bias` is the score's addend for a head, a query and a key.
  private func attended(
    _ query: Matrix,
    _ key: Matrix,
    _ value: Matrix,
    heads: Int,
    bias: (Int, Int, Int) -> Float = { _, _, _ in 0 }
  ) -> Matrix {
    let size = query.columns / heads
    let result = Matrix(rows: query.rows, columns: query.columns)
    for head in 0..<heads {
      let columns = head * size..<(head + 1) * size
      for row in 0..<query.rows {
        let scores = (0..<key.rows).map { other in
          columns.reduce(0) { $0 + query[row, $1] * key[other, $1] } / Float(size).squareRoot() + bias(head, row, other)
        }
        let shares = scores.map { exp($0 - scores.max()!) }
        for column in columns {
          let sum = shares.indices.reduce(0) { $0 + shares[$1] * value[$1, column] }
          result[row, column] = sum / shares.reduce(0, +)
        }
      }
    }
    return result
  }

  private func layer(_ file: SafeTensors, norms: TransformerLayer.NormPlacement, gate: Bool = false) throws
    -> TransformerLayer
  {
    TransformerLayer(
      attention: try SelfAttention("attention", in: file, width: width, heads: 2, hasPositionGate: gate),
      attentionNorm: try LayerNorm("first", in: file, channels: width),
      expand: try StoredLinear("expand", in: file, inputs: width, outputs: 9),
      contract: try StoredLinear("contract", in: file, inputs: 9, outputs: width),
      outputNorm: try LayerNorm("second", in: file, channels: width),
      norms: norms
    )
  }

  /// Query, key and value or another linear layer by the one for training.
  private func linear(_ name: String, _ file: SafeTensors, _ input: Matrix, outputs: Int? = nil) throws -> Matrix {
    try Linear(name, in: file, inputs: input.columns, outputs: outputs ?? width)(input.view)
  }

  @Test(arguments: [1, 3, 1 << 20], [1, 11]) func attentionMatchesThePlainSums(scoreBudget: Int, rows: Int) {
    var weights = TestWeights()
    let parts = (0..<3).map { _ in Matrix(rows: rows, columns: 8, values: weights.numbers(rows * 8).map { 6 * $0 }) }
    let diagonals = Matrix(rows: 2, columns: 2 * rows - 1, values: weights.numbers(2 * (2 * rows - 1)))
    let gates = Matrix(rows: 2, columns: rows, values: weights.numbers(2 * rows))
    let result = Matrix(rows: rows, columns: 8)
    func attend(_ bias: (diagonals: Matrix, gates: Matrix)?) {
      SelfAttention.attend(
        parts[0].view,
        to: parts[1].view,
        reading: parts[2].view,
        heads: 2,
        bias: bias,
        into: result.view,
        scores: ScratchMatrix(),
        scoreBudget: scoreBudget
      )
    }
    attend(nil)
    #expect(result.maxDifference(to: attended(parts[0], parts[1], parts[2], heads: 2)) < 1e-5)
    attend((diagonals, gates))
    let expected = attended(parts[0], parts[1], parts[2], heads: 2) { head, row, other in
      gates[head, row] * diagonals[head, other - row + rows - 1]
    }
    #expect(result.maxDifference(to: expected) < 1e-5)
  }

  @Test(arguments: [TransformerLayer.NormPlacement.before, .after], [false, true])
  func layerMatchesItsParts(norms: TransformerLayer.NormPlacement, gate: Bool) throws {
    var weights = weights()
    let file = try weights.file()
    let input = Matrix(rows: 7, columns: width, values: weights.numbers(7 * width))
    let kept = input.values
    let distances = try RelativePositionBias("distances", in: file, buckets: 8, heads: 2, maxDistance: 5)
    let diagonals = distances.diagonals(rows: 7)
    let workspace = TransformerWorkspace()
    let output = try layer(file, norms: norms, gate: gate)(input, positions: diagonals, in: workspace)

    let (first, second) = (
      try LayerNorm("first", in: file, channels: width), try LayerNorm("second", in: file, channels: width)
    )
    let attentionInput = norms == .before ? first(input) : input
    let gates = try RelativePositionGate("attention", in: file, heads: 2, size: 3)(attentionInput.view)
    let context = attended(
      try linear("attention.q_proj", file, attentionInput),
      try linear("attention.k_proj", file, attentionInput),
      try linear("attention.v_proj", file, attentionInput),
      heads: 2,
      bias: { head, row, other in gate ? gates[head, row] * diagonals[head, other - row + 6] : 0 }
    )
    let sums = Matrix(copying: input)
    sums.add(try linear("attention.out_proj", file, context))
    if norms == .after { first.apply(to: sums) }
    let inner = try linear("expand", file, norms == .before ? second(sums) : sums, outputs: 9)
    for index in inner.elements.indices {
      let x = Double(inner.elements[index])
      inner.elements[index] = Float(x * (1 + erf(x / 2.0.squareRoot())) / 2)
    }
    sums.add(try linear("contract", file, inner))
    if norms == .after { second.apply(to: sums) }
    #expect(output.maxDifference(to: sums) < 1e-5)
    #expect(input.values == kept)
  }

  /// WavLM's buckets for T5's logarithmic distances, from `transformers`.
  @Test func distancesFallIntoBuckets() throws {
    let file = try weights().file()
    let bias = try RelativePositionBias("distances", in: file, buckets: 8, heads: 2, maxDistance: 5)
    #expect((-7...7).map(bias.bucket) == [3, 3, 3, 3, 2, 2, 1, 0, 5, 6, 6, 7, 7, 7, 7])
    let diagonals = bias.diagonals(rows: 3)
    let values = try file.floats("distances.weight", shape: [8, 2])
    #expect(diagonals.values == [4, 2, 0, 10, 12, 5, 3, 1, 11, 13].map { values[$0] })
  }

  @Test func gatesMatchTheSums() throws {
    var weights = weights()
    let file = try weights.file()
    let input = Matrix(rows: 4, columns: width, values: weights.numbers(4 * width))
    let gates = try RelativePositionGate("attention", in: file, heads: 2, size: 3)(input.view)
    let constant = try file.floats("attention.gru_rel_pos_const", shape: [1, 2, 1, 1])
    for head in 0..<2 {
      let values = (0..<4).flatMap { row in (0..<3).map { input[row, 3 * head + $0] } }
      let part = Matrix(rows: 4, columns: 3, values: values)
      let outputs = try linear("attention.gru_rel_pos_linear", file, part, outputs: 8)
      for row in 0..<4 {
        let sums = [0..<4, 4..<8].map { 1 / (1 + exp(-$0.reduce(0) { $0 + outputs[row, $1] })) }
        #expect(abs(gates[head, row] - (sums[0] * (sums[1] * constant[head] - 1) + 2)) < 1e-5)
      }
    }
  }
}
