import Networks
import Numerics
import TestSupport
import Testing

@testable import Fusion

/// The layers of `Recipes/common/layers_parity.py`, held against PyTorch and finite differences.
@Suite struct LayerGradientTests {
  private let file: SafeTensors
  private let queries: Matrix
  private let keys: Matrix
  private static let queryRanges = [0..<4, 4..<7]
  private static let keyRanges = [0..<3, 3..<5]
  private static let queryTimes = [0.0, 0.04, 0.31, 0.52, 0.0, 0.5, 2.6]
  private static let keyTimes = [-0.2, 0.11, 0.9, 0.05, 1.3]

  init() throws {
    file = try Vectors.open("layers")
    queries = try file.rows("input.queries")
    keys = try file.rows("input.keys")
  }

  private func weights() -> TrainableWeights {
    TrainableWeights(seed: 1, startingFrom: file)
  }

  /// Expects PyTorch's output and gradients, and gradients that equal finite differences.
  private func expectParity(
    _ name: String,
    _ weights: TrainableWeights,
    inputs: [(name: String, matrix: Matrix)],
    _ compute: @escaping (Tape?) -> Matrix
  ) throws {
    #expect(compute(nil).maxDifference(to: try file.rows("output.\(name)")) < 1e-4)
    let parameters = weights.tensors.map { (name: $0.name, matrix: $0.values) }
    let leaves = parameters + inputs.map { (name: "\(name).\($0.name)", matrix: $0.matrix) }
    let check = GradientCheck(compute)
    let gradients = check.gradients(of: leaves.map(\.matrix), factors: try file.rows("loss.\(name)"))
    for (leaf, gradient) in zip(leaves, gradients) {
      let expected = try file.rows("gradient.\(leaf.name)")
      #expect(gradient.maxDifference(to: expected) < 1e-4, "\(leaf.name)")
    }
    // A key's bias shifts all scores of a query alike: its gradient is zero.
    check.expectGradients(of: leaves.filter { $0.name != "attention.key.bias" })
  }

  @Test func linear() throws {
    let weights = weights()
    let layer = try Linear("linear", in: weights, inputs: 6, outputs: 3)
    try expectParity("linear", weights, inputs: [("queries", queries)]) { layer(queries, on: $0) }
  }

  @Test func layerNorm() throws {
    let weights = weights()
    let layer = try LayerNorm("norm", in: weights, channels: 6)
    try expectParity("norm", weights, inputs: [("queries", queries)]) { layer(queries, on: $0) }
  }

  @Test func attentionPooling() throws {
    let weights = weights()
    let layer = try AttentionPool("pool", in: weights, width: 6, heads: 2)
    try expectParity("pool", weights, inputs: [("queries", queries)]) {
      layer(queries, ranges: Self.queryRanges, on: $0)
    }
  }

  @Test func attentionPoolingOfDeviations() throws {
    let weights = weights()
    let layer = try AttentionPool("statistics", in: weights, width: 6, heads: 2, statistics: .meanAndDeviation)
    try expectParity("statistics", weights, inputs: [("queries", queries)]) {
      layer(queries, ranges: Self.queryRanges, on: $0)
    }
  }

  @Test func crossModalAttention() throws {
    let weights = weights()
    let layer = try CrossModalAttention(
      "attention",
      in: weights,
      queryWidth: 6,
      keyWidth: 8,
      heads: 2,
      headWidth: 4
    )
    let (queries, keys) = (queries, keys)
    try expectParity("attention", weights, inputs: [("queries", queries), ("keys", keys)]) {
      layer(
        TimedSequences(queries, at: Self.queryTimes, ranges: Self.queryRanges),
        attendingTo: TimedSequences(keys, at: Self.keyTimes, ranges: Self.keyRanges),
        on: $0
      )
    }
  }

  /// Stacked sequences pool to the same embeddings as each sequence alone.
  @Test(arguments: [AttentionPool.Statistics.mean, .meanAndDeviation])
  func sequencesDoNotMix(statistics: AttentionPool.Statistics) throws {
    let layer = try AttentionPool("pool", in: weights(), width: 6, heads: 2, statistics: statistics)
    let together = layer(queries, ranges: Self.queryRanges + [7..<7], on: nil)
    for (index, range) in Self.queryRanges.enumerated() {
      var alone = layer.begin()
      alone.add(queries.view(rows: range))
      let row = Matrix(rows: 1, columns: layer.pooledWidth, values: Array(together.row(index)))
      #expect(row.maxDifference(to: alone.pooled) < 1e-5)
    }
    #expect(together.row(2).allSatisfy { $0 == 0 })
  }
}
