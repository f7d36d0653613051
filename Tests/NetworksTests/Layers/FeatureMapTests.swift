import Networks
import Numerics
import Testing

@Suite struct FeatureMapTests {
  /// Returns a map (height, width, 2) with (10 y + x, −1) in cell (y, x).
  private func map(height: Int, width: Int) -> FeatureMap {
    let map = FeatureMap(height: height, width: width, channels: 2)
    for y in 0..<height {
      for x in 0..<width {
        map.line(y)[2 * x] = Float(10 * y + x)
        map.line(y)[2 * x + 1] = -1
      }
    }
    return map
  }

  @Test func cellsAreInRowMajorOrder() {
    #expect(map(height: 2, width: 3).cells.values == [0, -1, 1, -1, 2, -1, 10, -1, 11, -1, 12, -1])
  }

  @Test func meanIsOverAllCells() {
    #expect(map(height: 2, width: 3).mean.values == [6, -1])
  }

  @Test func upsamplingRepeatsEveryCell() {
    let doubled = map(height: 1, width: 2).upsampled()
    #expect(doubled.cells.values == [0, -1, 0, -1, 1, -1, 1, -1, 0, -1, 0, -1, 1, -1, 1, -1])
  }

  @Test func addsElementwise() {
    let sum = map(height: 2, width: 2)
    sum.add(map(height: 2, width: 2))
    #expect(sum.cells.values == [0, -2, 2, -2, 20, -2, 22, -2])
  }

  @Test func linearLayerAppliesToEachCell() throws {
    var weights = TestWeights()
    let weight = weights.add("layer.weight", 3, 2)
    let bias = weights.add("layer.bias", 3)
    let projected = map(height: 2, width: 2).projected(
      try Linear("layer", in: weights.file(), inputs: 2, outputs: 3)
    )
    #expect(projected.height == 2 && projected.width == 2 && projected.channels == 3)
    for output in 0..<3 {
      let expected: Float = 11 * weight[2 * output] - weight[2 * output + 1] + bias[output]
      #expect(abs(projected.line(1)[3 + output] - expected) < 1e-5)
    }
  }

  /// Compares a block with max(0, x + second(max(0, first(x)))), computed from its parts.
  @Test(arguments: [2, 16, 112]) func residualBlockAddsItsInput(channels: Int) throws {
    var weights = TestWeights()
    for part in ["first", "second"] {
      weights.add("block.\(part).weight", channels, 3, 3, channels)
      weights.add("block.\(part).bias", channels)
    }
    let minusSecond = weights.tensors.first { $0.name == "block.second.weight" }!.values.map { -$0 }
    let minusBias = weights.tensors.first { $0.name == "block.second.bias" }!.values.map { -$0 }
    var mirrored = TestWeights()
    mirrored.add("minus", values: minusSecond, bias: minusBias)
    let file = try weights.file()
    let input = FeatureMap(height: 4, width: 5, channels: channels)
    for line in 0..<4 { _ = input.line(line).update(fromContentsOf: weights.numbers(5 * channels)) }
    func convolved(_ name: String, _ file: SafeTensors, _ map: FeatureMap) throws -> FeatureMap {
      try Convolution(name, in: file, inputs: channels, outputs: channels)(map)
    }
    let first = try convolved("block.first", file, input)
    let positive = try convolved("block.second", file, first)
    let negative = try convolved("minus", mirrored.file(), first)
    let block = try ResidualBlock("block", in: file, channels: channels)(input)
    for (index, value) in block.cells.values.enumerated() {
      // max(0, s) − max(0, −s) = s
      let sum = positive.cells.values[index] - negative.cells.values[index]
      #expect(abs(value - max(0, input.cells.values[index] + sum)) < 1e-3)
    }
  }
}
