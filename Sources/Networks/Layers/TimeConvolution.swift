import Numerics

/// A convolution over time, for running only, on rows of channels: (time, inputs) → (time, outputs).
///
/// Rows follow each other in memory, so the taps within one stride are contiguous: each such group of taps is one
/// product with rows `stride` apart, and nothing is copied.
public struct TimeConvolution {
  /// (taps · inputs, outputs): tap, input channel.
  public let weight: Matrix
  /// (outputs)
  public let bias: [Float]
  public let inputs: Int
  public let taps: Int
  public let stride: Int

  public var outputs: Int { weight.columns }

  /// - Parameters:
  ///   - weight: (taps · inputs, outputs).
  ///   - bias: (outputs)
  public init(weight: Matrix, bias: [Float], inputs: Int, stride: Int) {
    precondition(weight.rows % inputs == 0 && bias.count == weight.columns, "the weights have the wrong shape")
    self.weight = weight
    self.bias = bias
    self.inputs = inputs
    taps = weight.rows / inputs
    self.stride = stride
  }

  /// Reads `name.weight` (outputs, inputs, taps), PyTorch's order, and `name.bias` (outputs) if there is one. Throws
  /// what the source throws.
  public init(
    _ name: String,
    in source: some StoredWeightSource,
    inputs: Int,
    outputs: Int,
    taps: Int,
    stride: Int,
    hasBias: Bool = true
  ) throws {
    let stored = try source.stored("\(name).weight", shape: [outputs, inputs, taps]).widened()
    let bias = try hasBias ? source.vector("\(name).bias", count: outputs) : [Float](repeating: 0, count: outputs)
    self.init(weight: Self.packed(stored.view, inputs: inputs), bias: bias, inputs: inputs, stride: stride)
  }

  /// Number of output rows for that many input rows.
  public func outputRows(inputRows: Int) -> Int {
    inputRows < taps ? 0 : (inputRows - taps) / stride + 1
  }

  /// Writes the output rows for input (≥ (rows − 1) · stride + taps, inputs), whose rows follow each other without gaps
  /// unless the stride is 1.
  public func callAsFunction(_ input: MatrixView, into output: MatrixView) {
    precondition(input.columns == inputs, "\(input.columns) channels, expected \(inputs)")
    precondition(stride == 1 || input.stride == inputs, "there are gaps between the rows")
    precondition(outputRows(inputRows: input.rows) >= output.rows, "\(input.rows) rows for \(output.rows)")
    for row in 0..<output.rows { (output.pointer + row * output.stride).update(from: bias, count: outputs) }
    for first in Swift.stride(from: 0, to: taps, by: stride) {
      let width = min(stride, taps - first) * inputs
      let rows = input.every(stride, from: first, rows: output.rows, columns: width)
      let block = first * inputs..<first * inputs + width
      BLAS.multiply(rows, weight.view(rows: block), into: output, beta: 1)
    }
  }

  /// Returns (outputs, inputs · taps) in PyTorch's order as (taps · inputs, outputs).
  public static func packed(_ weight: MatrixView, inputs: Int) -> Matrix {
    let taps = weight.columns / inputs
    let packed = Matrix(rows: weight.columns, columns: weight.rows)
    for output in 0..<weight.rows {
      let source = weight.pointer + output * weight.stride
      for input in 0..<inputs {
        for tap in 0..<taps { packed.row(tap * inputs + input)[output] = source[input * taps + tap] }
      }
    }
    return packed
  }
}

extension MatrixView {
  /// Returns rows that start `step` rows apart, each as long as `columns` elements, which may reach into the rows that
  /// follow.
  fileprivate func every(_ step: Int, from first: Int, rows count: Int, columns: Int) -> MatrixView {
    MatrixView(owner: owner, pointer: pointer + first * stride, rows: count, columns: columns, stride: step * stride)
  }
}
