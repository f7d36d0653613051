import CKernels
import Numerics

/// A 3×3 convolution with zero padding 1, followed by a ReLU.
///
/// With strides of 1 and whole vectors of channels it is computed on transformed tiles (`TileConvolution`), otherwise
/// directly, cell by cell; either way bias, shortcut and ReLU are applied before a value is stored.
public struct Convolution {
  let inputs: Int
  let outputs: Int
  let strideDown: Int
  let strideAcross: Int
  private let method: Method

  private enum Method {
    case tiles(TileConvolution, bias: [Float])
    case direct(DirectConvolution)
  }

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
    let weight = Matrix(rows: outputs, columns: 9 * inputs, values: values)
    let bias = try file.floats("\(name).bias", shape: [outputs])
    self.inputs = inputs
    self.outputs = outputs
    self.strideDown = strideDown
    self.strideAcross = strideAcross
    if strideDown == 1, strideAcross == 1, let tiles = TileConvolution(weight, inputs: inputs) {
      method = .tiles(tiles, bias: bias)
    } else {
      method = .direct(DirectConvolution(weight, bias: bias))
    }
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
    switch method {
    case .tiles(let tiles, let bias): tiles(input, bias: bias, adding: shortcut, into: output)
    case .direct(let direct):
      direct(input, strideDown: strideDown, strideAcross: strideAcross, adding: shortcut, into: output)
    }
    return output
  }
}

/// A 3×3 convolution with zero padding 1, followed by a ReLU, computed cell by cell.
struct DirectConvolution: @unchecked Sendable {
  // The matrices are only read after init, so it is safe to share between threads.

  /// (vectors, 3 · 3 · inputs · lanes): the outputs, filled up with zeros to whole vectors, a vector at a time.
  private let kernel: Matrix
  private let bias: Matrix

  /// - Parameter weight: (outputs, 3 · 3 · inputs).
  init(_ weight: Matrix, bias: [Float]) {
    let lanes = Int(ck_lanes)
    let vectors = (weight.rows + lanes - 1) / lanes
    kernel = Matrix(rows: vectors, columns: weight.columns * lanes)
    for output in 0..<weight.rows {
      for index in 0..<weight.columns { kernel[output / lanes, index * lanes + output % lanes] = weight[output, index] }
    }
    self.bias = Matrix(rows: 1, columns: vectors * lanes)
    for output in bias.indices { self.bias[0, output] = bias[output] }
  }

  /// (height, width, inputs) → (⌈height / strideDown⌉, ⌈width / strideAcross⌉, outputs)
  ///
  /// - Parameter shortcut: a map of the output's shape, added before the ReLU.
  func callAsFunction(
    _ input: FeatureMap,
    strideDown: Int,
    strideAcross: Int,
    adding shortcut: FeatureMap?,
    into output: FeatureMap
  ) {
    var (from, to) = (input.map, output.map)
    func convolve(_ shortcut: UnsafePointer<ck_map>?) {
      ck_convolution(&from, kernel.pointer, bias.columns, bias.pointer, shortcut, &to, strideDown, strideAcross)
    }
    if var added = shortcut?.map { convolve(&added) } else { convolve(nil) }
    withExtendedLifetime((input, shortcut, output)) {}
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
