import CKernels
import Numerics

/// y = x Wᵀ + b for every row of x.
public struct Linear {
  /// (outputs, inputs)
  let weight: Matrix
  /// (1, outputs)
  let bias: Matrix

  public var inputs: Int { weight.columns }
  public var outputs: Int { weight.rows }

  /// Reads `name.weight` (outputs, inputs) and `name.bias` (outputs). Throws `SafeTensorsError`.
  public init(_ name: String, in file: SafeTensors, inputs: Int, outputs: Int) throws {
    weight = try file.matrix("\(name).weight", rows: outputs, columns: inputs)
    bias = Matrix(rows: 1, columns: outputs, values: try file.floats("\(name).bias", shape: [outputs]))
  }

  /// (rows, inputs) → (rows, outputs)
  public func callAsFunction(_ input: MatrixView) -> Matrix {
    let output = Matrix(rows: input.rows, columns: outputs)
    for row in 0..<output.rows { _ = output.row(row).update(fromContentsOf: bias.elements) }
    BLAS.multiply(input, weight.view, transposeB: true, into: output.view, beta: 1)
    return output
  }

  /// The same followed by max(0, ·).
  public func rectified(_ input: MatrixView) -> Matrix {
    let output = Matrix(rows: input.rows, columns: outputs)
    BLAS.multiply(input, weight.view, transposeB: true, into: output.view)
    ck_bias_relu(output.pointer, bias.pointer, output.pointer, output.rows, output.columns)
    return output
  }
}
