import Networks
import Numerics
import TestSupport
import Testing

@Suite struct TapeTests {
  private let input = Matrix(rows: 2, columns: 3, values: [1, -2, 0.5, 0, 3, -1])

  private func layer(_ name: String, in weights: TrainableWeights) throws -> Linear {
    try Linear(name, in: weights, inputs: 3, outputs: 3)
  }

  @Test func backpropagatesThroughLayersAndBranches() throws {
    let weights = TrainableWeights(seed: 2)
    let (first, second) = (try layer("first", in: weights), try layer("second", in: weights))
    let norm = try LayerNorm("norm", in: weights, channels: 3)
    let named = weights.tensors.map { (name: $0.name, matrix: $0.values) } + [("input", input)]
    // The second layer is applied twice.
    GradientCheck { tape in
      let hidden = first(input, on: tape)
      return norm(second(second(hidden, on: tape), on: tape), on: tape)
    }
    .expectGradients(of: named, step: 0.003)
  }

  @Test func recordsOnlyDependentsOfFollowedWeights() throws {
    let weights = TrainableWeights(seed: 2)
    let (frozen, learning) = (try layer("frozen", in: weights), try layer("learning", in: weights))
    let tape = Tape(tracking: weights.tensors.filter { $0.name.hasPrefix("learning") }.map(\.values))
    let hidden = frozen(input, on: tape)
    let output = learning(hidden, on: tape)
    #expect(!tape.isTracked(hidden))
    #expect(tape.isTracked(output))
    tape.gradient(of: output)!.elements.update(repeating: 1)
    tape.backward()
    #expect(tape.gradient(of: weights.tensors[0].values) == nil)
    #expect(tape.gradient(of: weights.tensors[3].values)!.values == [2, 2, 2])
  }

  @Test func dropoutKeepsTheMeanAndMasksGradients() {
    let input = Matrix(rows: 100, columns: 200, values: [Float](repeating: 2, count: 20_000))
    var generator = SplitMix64(seed: 9)
    let tape = Tape(tracking: [input])
    let output = Dropout(rate: 0.25)(input, on: tape, using: &generator)
    let kept = output.values.filter { $0 > 0 }
    #expect(abs(Double(kept.count) / 20_000 - 0.75) < 0.02)
    #expect(kept.allSatisfy { abs($0 - 2 / 0.75) < 1e-5 })
    tape.gradient(of: output)!.elements.update(repeating: 3)
    tape.backward()
    let expected = output.values.map { $0 > 0 ? 3 / Float(0.75) : 0 }
    #expect(zip(tape.gradient(of: input)!.values, expected).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(Dropout(rate: 0.25)(input, on: nil, using: &generator) === input)
  }

  @Test func sameSeedGivesTheSameWeights() throws {
    let seeds: [UInt64] = [4, 4, 5]
    let drawn = try seeds.map { seed in
      let weights = TrainableWeights(seed: seed)
      _ = try layer("layer", in: weights)
      return weights.tensors[0].values.values
    }
    #expect(drawn[0] == drawn[1])
    #expect(drawn[0] != drawn[2])
    #expect(drawn[0].allSatisfy { abs($0) <= 1 / Float(3).squareRoot() })
  }
}
