import CKernels
import Numerics

/// Layer normalisation over a row's channels, with a learnt scale and shift (Ba et al. 2016).
public struct LayerNorm {
  let weight: [Float]
  let bias: [Float]
  let epsilon: Float

  /// Reads `name.weight` and `name.bias`, each (channels). Throws `SafeTensorsError`.
  public init(_ name: String, in file: SafeTensors, channels: Int, epsilon: Float = 1e-5) throws {
    weight = try file.floats("\(name).weight", shape: [channels])
    bias = try file.floats("\(name).bias", shape: [channels])
    self.epsilon = epsilon
  }

  /// Normalises every row of (rows, channels) in place.
  public func apply(to values: Matrix) {
    precondition(values.columns == weight.count, "\(values.columns) channels, expected \(weight.count)")
    ck_layer_norm(values.pointer, weight, bias, values.rows, values.columns, epsilon)
  }
}
