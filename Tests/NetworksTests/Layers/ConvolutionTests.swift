import Networks
import Testing

@Suite struct ConvolutionTests {
  struct Case: Sendable {
    var height: Int
    var width: Int
    var inputs: Int
    var outputs: Int
    var down: Int
    var across: Int
  }

  /// Returns the convolution by definition, (height, width, outputs).
  private func plain(_ input: [Float], _ weight: [Float], _ bias: [Float], _ shape: Case) -> [Float] {
    let lines = (shape.height + shape.down - 1) / shape.down
    let columns = (shape.width + shape.across - 1) / shape.across
    var output: [Float] = []
    for line in 0..<lines {
      for column in 0..<columns {
        for channel in 0..<shape.outputs {
          var sum = bias[channel]
          for kernelLine in 0..<3 {
            for kernelColumn in 0..<3 {
              let y = line * shape.down + kernelLine - 1
              let x = column * shape.across + kernelColumn - 1
              guard (0..<shape.height).contains(y), (0..<shape.width).contains(x) else { continue }
              for from in 0..<shape.inputs {
                let tap = ((channel * 3 + kernelLine) * 3 + kernelColumn) * shape.inputs + from
                sum += input[(y * shape.width + x) * shape.inputs + from] * weight[tap]
              }
            }
          }
          output.append(max(0, sum))
        }
      }
    }
    return output
  }

  @Test(arguments: [
    Case(height: 1, width: 1, inputs: 1, outputs: 1, down: 1, across: 1),
    Case(height: 5, width: 8, inputs: 3, outputs: 4, down: 1, across: 1),
    Case(height: 7, width: 9, inputs: 2, outputs: 5, down: 2, across: 2),
    Case(height: 6, width: 4, inputs: 2, outputs: 3, down: 1, across: 2),
    Case(height: 300, width: 32, inputs: 16, outputs: 8, down: 1, across: 1),
    // Several vectors of outputs, the last one not full, and more cells than are computed together.
    Case(height: 9, width: 27, inputs: 5, outputs: 40, down: 2, across: 2),
    Case(height: 4, width: 7, inputs: 72, outputs: 72, down: 1, across: 1),
    Case(height: 12, width: 12, inputs: 32, outputs: 64, down: 2, across: 2),
    // On tiles: of one cell, of 4 × 4 within and beyond the map, more than are computed together, and of 2 × 2.
    Case(height: 1, width: 1, inputs: 16, outputs: 16, down: 1, across: 1),
    Case(height: 8, width: 12, inputs: 32, outputs: 16, down: 1, across: 1),
    Case(height: 5, width: 10, inputs: 96, outputs: 80, down: 1, across: 1),
    Case(height: 30, width: 31, inputs: 16, outputs: 48, down: 1, across: 1),
    Case(height: 6, width: 6, inputs: 112, outputs: 112, down: 1, across: 1),
    Case(height: 7, width: 3, inputs: 160, outputs: 96, down: 1, across: 1),
  ])
  func matchesItsDefinition(shape: Case) throws {
    var weights = TestWeights()
    let weight = weights.add("layer.weight", shape.outputs, 3, 3, shape.inputs)
    let bias = weights.add("layer.bias", shape.outputs)
    let values = weights.numbers(shape.height * shape.width * shape.inputs)
    let convolution = try Convolution(
      "layer",
      in: weights.file(),
      inputs: shape.inputs,
      outputs: shape.outputs,
      strideDown: shape.down,
      strideAcross: shape.across
    )
    let input = FeatureMap(height: shape.height, width: shape.width, channels: shape.inputs)
    let lineLength = shape.width * shape.inputs
    for line in 0..<shape.height {
      _ = input.line(line).update(fromContentsOf: values[line * lineLength..<(line + 1) * lineLength])
    }
    let output = convolution(input)
    let expected = plain(values, weight, bias, shape)
    let computed = (0..<output.height).flatMap { Array(output.line($0)) }
    #expect(computed.count == expected.count)
    for (value, reference) in zip(computed, expected) { #expect(abs(value - reference) < 1e-4) }
  }

  /// The next layer reads the border of a map as padding, so it must stay zero.
  @Test(arguments: [(1, 2), (16, 16), (128, 128)])
  func keepsTheZeroPadding(inputs: Int, outputs: Int) throws {
    var weights = TestWeights()
    weights.add("first.weight", outputs, 3, 3, inputs)
    weights.add("first.bias", outputs)
    let convolution = try Convolution("first", in: weights.file(), inputs: inputs, outputs: outputs)
    let input = FeatureMap(height: 3, width: 3, channels: inputs)
    for line in 0..<3 { input.line(line).update(repeating: 1) }
    let once = convolution(input)
    let lines = once.lines
    #expect(lines.rows == 3 && lines.columns == 3 * outputs && lines.stride == 5 * outputs)
    let first = lines.pointer - lines.stride - outputs
    for line in 0..<5 {
      for column in 0..<5 where ![1, 2, 3].contains(line) || ![1, 2, 3].contains(column) {
        let cell = UnsafeBufferPointer(start: first + line * lines.stride + column * outputs, count: outputs)
        #expect(cell.allSatisfy { $0 == 0 }, "cell \(line), \(column)")
      }
    }
  }
}
