import Networks
import Numerics
import Testing

@Suite struct TimeConvolutionTests {
  struct Case: Sendable {
    var inputs: Int
    var outputs: Int
    var taps: Int
    var stride: Int
    var hasBias = true
  }

  @Test(arguments: [
    Case(inputs: 1, outputs: 5, taps: 10, stride: 5), Case(inputs: 4, outputs: 3, taps: 3, stride: 2),
    Case(inputs: 3, outputs: 4, taps: 2, stride: 2, hasBias: false), Case(inputs: 2, outputs: 2, taps: 4, stride: 1),
    Case(inputs: 2, outputs: 3, taps: 1, stride: 3),
  ])
  func matchesThePlainSums(shape: Case) throws {
    var weights = TestWeights()
    let weight = weights.add("conv.weight", shape.outputs, shape.inputs, shape.taps)
    let bias = weights.add("conv.bias", shape.outputs)
    let convolution = try TimeConvolution(
      "conv",
      in: weights.file(),
      inputs: shape.inputs,
      outputs: shape.outputs,
      taps: shape.taps,
      stride: shape.stride,
      hasBias: shape.hasBias
    )
    let input = Matrix(rows: 23, columns: shape.inputs, values: weights.numbers(23 * shape.inputs))
    let rows = convolution.outputRows(inputRows: input.rows)
    #expect(rows == (23 - shape.taps) / shape.stride + 1)
    let output = Matrix(rows: rows, columns: shape.outputs)
    convolution(input.view, into: output.view)
    for row in 0..<rows {
      for channel in 0..<shape.outputs {
        var sum = shape.hasBias ? bias[channel] : 0
        for from in 0..<shape.inputs {
          for tap in 0..<shape.taps {
            let place = (channel * shape.inputs + from) * shape.taps + tap
            sum += weight[place] * input[row * shape.stride + tap, from]
          }
        }
        #expect(abs(output[row, channel] - sum) < 1e-5)
      }
    }
  }

  @Test func writesIntoColumns() throws {
    var weights = TestWeights()
    weights.add("conv.weight", 2, 2, 3)
    weights.add("conv.bias", 2)
    let convolution = try TimeConvolution("conv", in: weights.file(), inputs: 2, outputs: 2, taps: 3, stride: 1)
    let input = Matrix(rows: 6, columns: 5, values: weights.numbers(30))
    let compact = Matrix(rows: 6, columns: 2, values: (0..<6).flatMap { [input[$0, 2], input[$0, 3]] })
    let (direct, columns) = (Matrix(rows: 4, columns: 2), Matrix(rows: 4, columns: 7))
    convolution(compact.view, into: direct.view)
    convolution(input.view(columns: 2..<4), into: columns.view(columns: 1..<3))
    for row in 0..<4 {
      #expect(abs(columns[row, 1] - direct[row, 0]) < 1e-6 && abs(columns[row, 2] - direct[row, 1]) < 1e-6)
      #expect(columns[row, 0] == 0 && columns[row, 3] == 0)
    }
  }

  @Test func hasNoOutputForTooFewRows() throws {
    var weights = TestWeights()
    weights.add("conv.weight", 1, 1, 3)
    weights.add("conv.bias", 1)
    let convolution = try TimeConvolution("conv", in: weights.file(), inputs: 1, outputs: 1, taps: 3, stride: 2)
    #expect(convolution.outputRows(inputRows: 2) == 0)
    #expect(convolution.outputRows(inputRows: 4) == 1)
  }
}
