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

  @Test func gaussianErrorLinearUnit() {
    let inputs = (-4000...4000).map { Float($0) / 300 } + [0, -0.0, 1e-30, -1e-30, 50, -50, 1e20, -1e20]
    var outputs = inputs
    ck_gelu(&outputs, outputs.count)
    for (input, output) in zip(inputs, outputs) {
      let x = Double(input)
      let expected = x * erfc(-x / 2.0.squareRoot()) / 2
      #expect(abs(Double(output) - expected) <= 1e-6 * max(1, abs(expected)), "at \(input)")
    }
  }

  @Test func coloursOfYUV() {
    // BT.601, luma of 16 to 235.
    let matrix = ck_yuv_matrix(
      black: 16,
      luma: 76_309,
      red_v: 104_597,
      green_u: -25_675,
      green_v: -53_279,
      blue_u: 132_201
    )
    let planes = (1...3).map { plane in (0..<203).map { UInt8(truncatingIfNeeded: $0 * (37 + 22 * plane) + plane) } }
    var rgb = [UInt8](repeating: 0, count: 3 * 203)
    ck_yuv_to_rgb(planes[0], planes[1], planes[2], matrix, &rgb, 203)
    for index in 0..<203 {
      let (y, u, v) = (Double(planes[0][index]) - 16, Double(planes[1][index]) - 128, Double(planes[2][index]) - 128)
      let luma = 255 / 219 * y
      let expected = [
        luma + 255 / 224 * 1.402 * v, luma - 255 / 224 * (0.344136 * u + 0.714136 * v), luma + 255 / 224 * 1.772 * u,
      ]
      for (channel, value) in expected.enumerated() {
        #expect(abs(Double(rgb[3 * index + channel]) - min(max(value, 0), 255)) < 0.6)
      }
    }
  }

  @Test func softmaxOfRows() {
    var rows = values
    rows[150] = 400
    let before = rows
    ck_softmax(&rows, 2, 99, 102)
    for start in [0, 102] {
      let row = before[start..<start + 99]
      let shares = row.map { exp(Double($0) - Double(row.max()!)) }
      let sum = shares.reduce(0, +)
      for (share, found) in zip(shares, rows[start..<start + 99]) { #expect(abs(Double(found) - share / sum) < 1e-6) }
    }
    #expect(rows[99..<102] == before[99..<102])
    var single: [Float] = [7]
    ck_softmax(&single, 1, 1, 1)
    #expect(single == [1])
  }

  /// Subnormal numbers slow products down many times.
  @Test func softmaxAndGELUGiveNoSubnormalNumbers() {
    var scores = (0..<2000).map { -0.1 * Float($0) }
    ck_softmax(&scores, 1, scores.count, scores.count)
    var outputs = (0..<2000).map { 1 - 0.1 * Float($0) }
    ck_gelu(&outputs, outputs.count)
    #expect((scores + outputs).allSatisfy { !$0.isSubnormal })
  }

  @Test func bfloatIsTheUpperHalf() {
    let bits = (0...UInt16.max).map { $0 }
    var floats = [Float](repeating: 0, count: bits.count)
    ck_bfloat_to_float(bits, &floats, bits.count)
    #expect(zip(bits, floats).allSatisfy { $1.bitPattern == UInt32($0) << 16 })
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
