import Networks
import Numerics
import Testing

@Suite struct LinearTests {
  @Test(arguments: [1, 5])
  func matchesThePlainSums(rows: Int) throws {
    var weights = TestWeights()
    let weight = weights.add("layer.weight", 3, 4)
    let bias = weights.add("layer.bias", 3)
    let values = weights.numbers(rows * 4)
    let layer = try Linear("layer", in: weights.file(), inputs: 4, outputs: 3)
    let input = Matrix(rows: rows, columns: 4, values: values)
    let output = layer(input.view)
    let rectified = layer.rectified(input.view)
    for row in 0..<rows {
      for channel in 0..<3 {
        let sum = (0..<4).reduce(bias[channel]) { $0 + weight[channel * 4 + $1] * values[row * 4 + $1] }
        #expect(abs(output[row, channel] - sum) < 1e-5)
        #expect(abs(rectified[row, channel] - max(0, sum)) < 1e-5)
      }
    }
  }

  @Test func rejectsOtherShapes() throws {
    var weights = TestWeights()
    weights.add("layer.weight", 3, 4)
    weights.add("layer.bias", 3)
    let file = try weights.file()
    #expect(throws: SafeTensorsError.self) { try Linear("layer", in: file, inputs: 5, outputs: 3) }
    #expect(throws: SafeTensorsError.self) { try Linear("other", in: file, inputs: 4, outputs: 3) }
  }
}
