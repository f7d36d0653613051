import CKernels
import Numerics

/// A 3×3 convolution with zero padding 1, followed by a ReLU.
///
/// With strides of 1 and whole vectors of channels it is computed on transformed tiles (`TileConvolution`). Otherwise
/// patches are laid out as rows of a matrix (im2col), a few lines at a time to stay in the cache, and multiplied with the
/// kernels by GEMM.
public struct Convolution {
  /// (outputs, 3 · 3 · inputs): kernel height, kernel width, input channel.
  let weight: Matrix
  let bias: [Float]
  let inputs: Int
  let outputs: Int
  let strideDown: Int
  let strideAcross: Int
  private let tiles: TileConvolution?

  /// Patch elements laid out at once: 512 KiB, half of a core's L2 cache.
  private static let patchBudget = 131_072

  /// Reads `name.weight` (outputs, 3, 3, inputs) and `name.bias` (outputs). Throws `SafeTensorsError`.
  public init(
    _ name: String,
    in file: SafeTensors,
    inputs: Int,
    outputs: Int,
    strideDown: Int = 1,
    strideAcross: Int = 1
  ) throws {
    let values = try file.floats("\(name).weight", shape: [outputs, 3, 3, inputs])
    weight = Matrix(rows: outputs, columns: 9 * inputs, values: values)
    bias = try file.floats("\(name).bias", shape: [outputs])
    self.inputs = inputs
    self.outputs = outputs
    self.strideDown = strideDown
    self.strideAcross = strideAcross
    tiles = strideDown == 1 && strideAcross == 1 ? TileConvolution(weight, inputs: inputs) : nil
  }

  /// (height, width, inputs) → (⌈height / strideDown⌉, ⌈width / strideAcross⌉, outputs)
  ///
  /// - Parameter shortcut: a residual connection: a map of the output's shape, added before the ReLU.
  public func callAsFunction(_ input: FeatureMap, adding shortcut: FeatureMap? = nil) -> FeatureMap {
    precondition(input.channels == inputs, "\(input.channels) channels, expected \(inputs)")
    let output = FeatureMap(
      unfilledHeight: (input.height + strideDown - 1) / strideDown,
      width: (input.width + strideAcross - 1) / strideAcross,
      channels: outputs
    )
    if let shortcut { precondition(shortcut.hasShape(of: output), "the shortcut has another shape") }
    if let tiles {
      tiles(input, bias: bias, adding: shortcut, into: output)
    } else {
      multiplyPatches(of: input, adding: shortcut, into: output)
    }
    return output
  }

  /// The convolution by im2col and GEMM.
  private func multiplyPatches(of input: FeatureMap, adding shortcut: FeatureMap?, into output: FeatureMap) {
    let patchLength = 9 * inputs
    let linesAtOnce = max(1, min(output.height, Self.patchBudget / (output.width * patchLength)))
    let patches = Matrix(unfilledRows: linesAtOnce * output.width, columns: patchLength)
    let sums = Matrix(unfilledRows: linesAtOnce * output.width, columns: outputs)
    for first in stride(from: 0, to: output.height, by: linesAtOnce) {
      let lines = first..<min(output.height, first + linesAtOnce)
      let rows = 0..<lines.count * output.width
      layOut(input, lines: lines, width: output.width, into: patches)
      BLAS.multiply(patches.view(rows: rows), weight.view, transposeB: true, into: sums.view(rows: rows))
      for line in lines {
        let sum = sums.row((line - first) * output.width).baseAddress!
        let target = output.line(line).baseAddress!
        if let shortcut {
          ck_bias_add_relu(sum, bias, shortcut.line(line).baseAddress!, target, output.width, outputs)
        } else {
          ck_bias_relu(sum, bias, target, output.width, outputs)
        }
      }
    }
  }

  /// Writes one row for each output cell of these lines: the 3 × 3 × inputs values under the kernel.
  private func layOut(_ input: FeatureMap, lines: Range<Int>, width: Int, into patches: Matrix) {
    let run = 3 * inputs
    var target = patches.pointer
    for line in lines {
      let top = input.padded.pointer + line * strideDown * input.padded.columns
      for column in 0..<width {
        let corner = top + column * strideAcross * inputs
        for kernelLine in 0..<3 {
          (target + kernelLine * run).update(from: corner + kernelLine * input.padded.columns, count: run)
        }
        target += 3 * run
      }
    }
  }
}

/// A residual block of two 3×3 convolutions, y = max(0, x + second(max(0, first(x)))) (He and others, "Deep residual
/// learning for image recognition", 2016).
public struct ResidualBlock {
  private let first: Convolution
  private let second: Convolution

  /// Reads `name.first.…` and `name.second.…`. Throws `SafeTensorsError`.
  public init(_ name: String, in file: SafeTensors, channels: Int) throws {
    first = try Convolution("\(name).first", in: file, inputs: channels, outputs: channels)
    second = try Convolution("\(name).second", in: file, inputs: channels, outputs: channels)
  }

  /// (height, width, channels) → (height, width, channels)
  public func callAsFunction(_ input: FeatureMap) -> FeatureMap {
    second(first(input), adding: input)
  }
}
