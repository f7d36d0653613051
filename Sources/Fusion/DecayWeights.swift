import Numerics

/// The weights of a `DecayCell`, or a gradient with respect to each of them.
///
/// D is the number of features, H the number of state units. Gates are stacked in the order update, reset, candidate.
public struct DecayWeights {
  /// How fast trust in a feature's last value fades, for each second: (1, D), and from when on: (1, D).
  public let inputDecayWeight: Matrix
  public let inputDecayBias: Matrix
  /// The same for the state, by the ages of all features: (H, D), (1, H).
  public let stateDecayWeight: Matrix
  public let stateDecayBias: Matrix
  /// What a feature fades to, (1, D).
  public let mean: Matrix
  /// From the believed values (3 · H, D), the state (3 · H, H) and the trust (3 · H, D) to the gates, and their bias
  /// (1, 3 · H).
  public let inputWeight: Matrix
  public let stateWeight: Matrix
  public let trustWeight: Matrix
  public let bias: Matrix

  public var inputs: Int { inputWeight.columns }
  public var size: Int { stateWeight.columns }

  /// Zeros, for gradients to be summed up in.
  public init(inputs: Int, size: Int) {
    inputDecayWeight = Matrix(rows: 1, columns: inputs)
    inputDecayBias = Matrix(rows: 1, columns: inputs)
    stateDecayWeight = Matrix(rows: size, columns: inputs)
    stateDecayBias = Matrix(rows: 1, columns: size)
    mean = Matrix(rows: 1, columns: inputs)
    inputWeight = Matrix(rows: 3 * size, columns: inputs)
    stateWeight = Matrix(rows: 3 * size, columns: size)
    trustWeight = Matrix(rows: 3 * size, columns: inputs)
    bias = Matrix(rows: 1, columns: 3 * size)
  }

  /// Reads `name.input-decay.weight`, `name.mean` and so on, as `Recipes/decay` names them; what has one row here is a
  /// vector there. Throws `SafeTensorsError`.
  public init(_ name: String, in file: SafeTensors, inputs: Int, size: Int) throws {
    self.init(inputs: inputs, size: size)
    for (part, matrix) in named {
      let shape = matrix.rows == 1 ? [matrix.columns] : [matrix.rows, matrix.columns]
      _ = matrix.elements.update(fromContentsOf: try file.floats("\(name).\(part)", shape: shape))
    }
  }

  /// Every matrix by its name in the weights' file, always in the same order.
  public var named: [(name: String, matrix: Matrix)] {
    [
      ("input-decay.weight", inputDecayWeight), ("input-decay.bias", inputDecayBias),
      ("state-decay.weight", stateDecayWeight), ("state-decay.bias", stateDecayBias), ("mean", mean),
      ("input.weight", inputWeight), ("state.weight", stateWeight), ("trust.weight", trustWeight), ("bias", bias),
    ]
  }
}
