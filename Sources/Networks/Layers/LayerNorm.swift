import CKernels
import Numerics

/// Layer normalisation over the channels of each row, with a learnt scale and shift (Ba et al. 2016).
public struct LayerNorm {
  /// (1, channels) each
  let weight: Matrix
  let bias: Matrix
  let epsilon: Float

  /// Reads `name.weight` and `name.bias`, each (channels). Throws `SafeTensorsError`.
  public init(_ name: String, in source: some WeightSource, channels: Int, epsilon: Float = 1e-5) throws {
    weight = try source.weights("\(name).weight", shape: [channels], initial: .ones)
    bias = try source.weights("\(name).bias", shape: [channels], initial: .zeros)
    self.epsilon = epsilon
  }

  /// A norm without a learnt scale and shift.
  public init(channels: Int, epsilon: Float = 1e-5) {
    weight = Matrix(rows: 1, columns: channels)
    weight.elements.update(repeating: 1)
    bias = Matrix(rows: 1, columns: channels)
    self.epsilon = epsilon
  }

  /// Normalises every row of (rows, channels) in place.
  public func apply(to values: Matrix) {
    apply(to: values.view)
  }

  /// Normalises every row of (rows, channels) in place; the rows must follow each other without gaps.
  public func apply(to values: MatrixView) {
    precondition(values.columns == weight.columns, "\(values.columns) channels, expected \(weight.columns)")
    precondition(values.stride == values.columns, "there are gaps between the rows")
    ck_layer_norm(values.pointer, weight.pointer, bias.pointer, values.rows, values.columns, epsilon)
  }

  /// (rows, channels) → (rows, channels)
  public func callAsFunction(_ input: Matrix, on tape: Tape? = nil) -> Matrix {
    let output = Matrix(rows: input.rows, columns: input.columns, values: input.elements)
    apply(to: output)
    tape?.record(output, from: [input, weight, bias]) { [self] tape, gradient in
      // The kernel writes all three gradients; those not tracked are discarded.
      let sums = [input, weight, bias].map { tape.gradient(of: $0) ?? Matrix(rows: $0.rows, columns: $0.columns) }
      withExtendedLifetime(sums) {
        ck_layer_norm_gradients(
          input.pointer,
          weight.pointer,
          gradient.pointer,
          sums[0].pointer,
          sums[1].pointer,
          sums[2].pointer,
          input.rows,
          input.columns,
          epsilon
        )
      }
    }
    return output
  }
}
