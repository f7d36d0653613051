import CKernels
import Numerics

/// A source of weights that stay as the file stores them.
public protocol StoredWeightSource: WeightSource {
  /// Returns a tensor as it is stored. A tensor of another rank than 2 has its first dimension as rows and all others
  /// as columns; a vector is one row.
  func stored(_ name: String, shape: [Int]) throws -> StoredMatrix
}

extension SafeTensors: StoredWeightSource {}

/// A linear layer for running only, y = x Wᵀ + b for every row of x, whose weights stay as the file stores them.
public struct StoredLinear {
  /// (outputs, inputs)
  let weight: StoredMatrix
  /// (outputs); nil for a layer without.
  let bias: [Float]?

  public var inputs: Int { weight.columns }
  public var outputs: Int { weight.rows }

  /// Reads `name.weight` (outputs, inputs) and `name.bias` (outputs). Throws what the source throws.
  public init(
    _ name: String,
    in source: some StoredWeightSource,
    inputs: Int,
    outputs: Int,
    hasBias: Bool = true
  ) throws {
    weight = try source.stored("\(name).weight", shape: [outputs, inputs])
    bias = hasBias ? try source.vector("\(name).bias", count: outputs) : nil
  }

  /// output (rows, outputs) = input (rows, inputs) Wᵀ + b
  ///
  /// - Parameter widened: working memory for weights of 16 bits.
  public func callAsFunction(_ input: MatrixView, into output: MatrixView, widened: ScratchMatrix) {
    precondition(output.columns == outputs, "\(output.columns) columns, expected \(outputs)")
    guard let bias else {
      BLAS.multiply(input, weight.view(in: widened), transposeB: true, into: output)
      return
    }
    for row in 0..<output.rows { (output.pointer + row * output.stride).update(from: bias, count: outputs) }
    BLAS.multiply(input, weight.view(in: widened), transposeB: true, into: output, beta: 1)
  }

  /// output (rows, outputs) += input (rows, inputs) Wᵀ + b
  ///
  /// - Parameter widened: working memory for weights of 16 bits.
  public func add(_ input: MatrixView, to output: MatrixView, widened: ScratchMatrix) {
    precondition(output.columns == outputs, "\(output.columns) columns, expected \(outputs)")
    if let bias {
      for row in 0..<output.rows { ck_add(output.pointer + row * output.stride, bias, outputs) }
    }
    BLAS.multiply(input, weight.view(in: widened), transposeB: true, into: output, beta: 1)
  }
}

extension WeightSource {
  /// Returns a vector's numbers.
  public func vector(_ name: String, count: Int) throws -> [Float] {
    try weights(name, shape: [count], initial: .zeros).values
  }
}
