import CKernels
import Numerics

/// Sets a share of the values to zero while a network learns, and scales the others up so that their mean stays
/// (Srivastava et al. 2014).
public struct Dropout: Sendable {
  public let rate: Float

  public init(rate: Float) {
    precondition(rate >= 0 && rate < 1, "a dropout rate of \(rate)")
    self.rate = rate
  }

  /// Without a tape the input itself.
  public func callAsFunction(_ input: Matrix, on tape: Tape?, using generator: inout SplitMix64) -> Matrix {
    guard let tape, rate > 0 else { return input }
    let factors = Matrix(rows: input.rows, columns: input.columns)
    let elements = factors.elements
    for index in elements.indices where Float(generator.uniform()) >= rate { elements[index] = 1 / (1 - rate) }
    let output = Matrix(rows: input.rows, columns: input.columns)
    ck_multiply(input.pointer, factors.pointer, output.pointer, elements.count)
    tape.record(output, from: [input]) { tape, gradient in
      guard let toInput = tape.gradient(of: input) else { return }
      ck_add_product(gradient.pointer, factors.pointer, toInput.pointer, factors.rows * factors.columns)
    }
    return output
  }
}
