import Foundation
import Networks
import Numerics
import Testing

@Suite struct BidirectionalGRUTests {
  private let time = 6
  private let inputs = 5
  private let size = 4

  /// Returns the states of one direction by the gates' formulas, in double precision.
  private func plain(_ rows: [[Float]], _ direction: [String: [Float]]) -> [[Double]] {
    func sum(_ matrix: String, _ bias: String, _ gate: Int, _ vector: [Double]) -> Double {
      let weights = direction[matrix]!
      return (0..<vector.count).reduce(Double(direction[bias]![gate])) {
        $0 + Double(weights[gate * vector.count + $1]) * vector[$1]
      }
    }
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    var state = [Double](repeating: 0, count: size)
    return rows.map { row in
      let input = row.map(Double.init)
      state = (0..<size).map { unit in
        let reset = sigmoid(
          sum("weight_ih", "bias_ih", unit, input) + sum("weight_hh", "bias_hh", unit, state)
        )
        let update = sigmoid(
          sum("weight_ih", "bias_ih", size + unit, input) + sum("weight_hh", "bias_hh", size + unit, state)
        )
        let candidate = tanh(
          sum("weight_ih", "bias_ih", 2 * size + unit, input)
            + reset * sum("weight_hh", "bias_hh", 2 * size + unit, state)
        )
        return (1 - update) * candidate + update * state[unit]
      }
      return state
    }
  }

  @Test func bothDirectionsMatchTheFormulas() throws {
    var weights = TestWeights()
    var directions: [String: [String: [Float]]] = [:]
    for name in ["forward", "backward"] {
      directions[name] = [
        "weight_ih": weights.add("gru.\(name).weight_ih", 3 * size, inputs),
        "weight_hh": weights.add("gru.\(name).weight_hh", 3 * size, size),
        "bias_ih": weights.add("gru.\(name).bias_ih", 3 * size),
        "bias_hh": weights.add("gru.\(name).bias_hh", 3 * size),
      ]
    }
    let rows = (0..<time).map { _ in weights.numbers(inputs) }
    let layer = try BidirectionalGRU("gru", in: weights.file(), inputs: inputs, size: size)
    let output = layer(Matrix(rows: time, columns: inputs, values: rows.flatMap { $0 }).view)
    let forward = plain(rows, directions["forward"]!)
    let backward = Array(plain(rows.reversed(), directions["backward"]!).reversed())
    #expect(output.columns == 2 * size)
    for moment in 0..<time {
      for unit in 0..<size {
        #expect(abs(Double(output[moment, unit]) - forward[moment][unit]) < 1e-5)
        #expect(abs(Double(output[moment, size + unit]) - backward[moment][unit]) < 1e-5)
      }
    }
  }
}
