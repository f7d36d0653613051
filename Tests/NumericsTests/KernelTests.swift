import CKernels
import Foundation
import Testing

/// Compares each kernel with the plain formula.
@Suite struct KernelTests {
  let values: [Float] = (0..<203).map { sin(Float($0) * 1.7) * 3 }

  @Test func logarithmWithFloor() {
    let inputs: [Float] = [0, -1, 1e-12, 1e-10, 1e-7, 0.5, 0.70710678, 1, 1.4142135, 2, 12345, 1e30]
    var outputs = inputs
    ck_log_floor(&outputs, outputs.count, 1e-10)
    for (input, output) in zip(inputs, outputs) {
      let expected = log(max(Double(input), 1e-10))
      #expect(abs(Double(output) - expected) <= 2e-6 * max(1, abs(expected)))
    }
  }

  @Test func dotAndProduct() {
    let others = values.map { $0 * $0 - 1 }
    let expected = zip(values, others).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(Double(ck_dot(values, others, values.count)) - expected) < 1e-3)
    var products = [Float](repeating: 0, count: values.count)
    ck_multiply(values, others, &products, values.count)
    #expect(products == zip(values, others).map { $0 * $1 })
  }

  @Test func biasAndRectifier() {
    var output = [Float](repeating: 9, count: 6)
    ck_bias_relu([1, -2, 3, -4, 5, -6], [0.5, 1, -10], &output, 2, 3)
    #expect(output == [1.5, 0, 0, 0, 6, 0])
  }

  @Test func layerNormalisation() {
    var rows = Array(values[0..<200])
    ck_layer_norm(&rows, [Float](repeating: 2, count: 100), [Float](repeating: 1, count: 100), 2, 100, 1e-5)
    for row in [rows[0..<100], rows[100..<200]] {
      let mean = row.reduce(0, +) / 100
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100
      #expect(abs(mean - 1) < 1e-4)
      #expect(abs(variance - 4) < 1e-3)
    }
  }

  @Test func gatedRecurrentStep() {
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    let size = 50
    let input = (0..<3 * size).map { sin(Float($0)) * 4 }
    let recurrent = (0..<3 * size).map { cos(Float($0) * 0.7) * 4 }
    let before = (0..<size).map { sin(Float($0) * 0.3) }
    var after = before
    ck_gru_step(input, recurrent, &after, size)
    for i in 0..<size {
      let reset = sigmoid(Double(input[i] + recurrent[i]))
      let update = sigmoid(Double(input[size + i] + recurrent[size + i]))
      let candidate = tanh(Double(input[2 * size + i]) + reset * Double(recurrent[2 * size + i]))
      #expect(abs(Double(after[i]) - ((1 - update) * candidate + update * Double(before[i]))) < 2e-6)
    }
  }

  @Test func gatesSaturateWithoutOverflow() {
    var state: [Float] = [0.5, 0.5]
    ck_gru_step([500, -500, 500, -500, 500, -500], [0, 0, 0, 0, 0, 0], &state, 2)
    #expect(abs(state[0] - 0.5) < 1e-6)
    #expect(abs(state[1] + 1) < 1e-6)
  }

  @Test func convertsEveryHalfToFloat() {
    let halves = (0...UInt16.max).map { $0 }
    var floats = [Float](repeating: 0, count: halves.count)
    ck_half_to_float(halves, &floats, halves.count)
    for (half, float) in zip(halves, floats) {
      let expected = Float(Float16(bitPattern: half))
      #expect(expected.isNaN ? float.isNaN : float == expected)
    }
  }
}
