import CKernels
import Numerics

/// A linear layer, y = x Wᵀ + b for every row of x.
public struct Linear {
  /// (outputs, inputs)
  let weight: Matrix
  /// (1, outputs)
  let bias: Matrix

  public var inputs: Int { weight.columns }
  public var outputs: Int { weight.rows }

  /// Reads `name.weight` (outputs, inputs) and `name.bias` (outputs). Throws `SafeTensorsError`.
  ///
  /// - Parameter initial: nil for uniform draws scaled by the number of inputs.
  public init(
    _ name: String,
    in source: some WeightSource,
    inputs: Int,
    outputs: Int,
    initial: WeightInitializer? = nil
  ) throws {
    let initial = initial ?? .uniform(inputs: inputs)
    weight = try source.weights("\(name).weight", shape: [outputs, inputs], initial: initial)
    bias = try source.weights("\(name).bias", shape: [outputs], initial: initial)
  }

  /// (rows, inputs) → (rows, outputs)
  public func callAsFunction(_ input: MatrixView) -> Matrix {
    let output = Matrix(rows: input.rows, columns: outputs)
    for row in 0..<output.rows { _ = output.row(row).update(fromContentsOf: bias.elements) }
    BLAS.multiply(input, weight.view, transposeB: true, into: output.view, beta: 1)
    return output
  }

  /// The same, recorded for the backward pass.
  public func callAsFunction(_ input: Matrix, on tape: Tape?) -> Matrix {
    let output = self(input.view)
    tape?.record(output, from: [input, weight, bias]) { [weight, bias] tape, gradient in
      if let toInput = tape.gradient(of: input) {
        BLAS.multiply(gradient.view, weight.view, into: toInput.view, beta: 1)
      }
      if let toWeight = tape.gradient(of: weight) {
        BLAS.multiply(gradient.view, input.view, transposeA: true, into: toWeight.view, beta: 1)
      }
      tape.gradient(of: bias)?.addSums(ofRowsOf: gradient)
    }
    return output
  }

  /// The same, followed by a ReLU.
  public func rectified(_ input: MatrixView) -> Matrix {
    let output = Matrix(rows: input.rows, columns: outputs)
    BLAS.multiply(input, weight.view, transposeB: true, into: output.view)
    ck_bias_relu(output.pointer, bias.pointer, output.pointer, output.rows, output.columns)
    return output
  }
}

/// Dropout (Srivastava et al. 2014): during training, sets a fraction of the values to zero and scales up the others to
/// preserve the mean.
public struct Dropout: Sendable {
  public let rate: Float

  public init(rate: Float) {
    precondition(rate >= 0 && rate < 1, "a dropout rate of \(rate)")
    self.rate = rate
  }

  /// Returns the input itself without a tape.
  public func callAsFunction(_ input: Matrix, on tape: Tape?, using generator: inout SplitMix64) -> Matrix {
    guard let tape, rate > 0 else { return input }
    let factors = Matrix(rows: input.rows, columns: input.columns)
    let elements = factors.elements
    for index in elements.indices where Float(generator.uniform()) >= rate { elements[index] = 1 / (1 - rate) }
    return input.times(factors, on: tape)
  }
}
