import Numerics

/// The weights of a `GRUDCell`, or a gradient with respect to each of them.
///
/// D is the number of features, H the number of state units. Gates are stacked in the order update, reset, candidate.
public struct GRUDWeights {
  /// How fast trust in a feature's last value fades, for each second: (1, D), and from when on: (1, D).
  public let inputDecayWeight: Matrix
  public let inputDecayBias: Matrix
  /// The same for the state, by the ages of all features: (H, D), (1, H).
  public let stateDecayWeight: Matrix
  public let stateDecayBias: Matrix
  /// What a feature fades to, (1, D).
  public let mean: Matrix
  /// From the imputed values (3 · H, D), the state (3 · H, H) and the trust (3 · H, D) to the gates, and their bias
  /// (1, 3 · H).
  public let inputWeight: Matrix
  public let stateWeight: Matrix
  public let trustWeight: Matrix
  public let bias: Matrix

  public var inputs: Int { inputWeight.columns }
  public var size: Int { stateWeight.columns }

  /// Zeros, for gradients to be summed up in.
  public init(inputs: Int, size: Int) {
    self.init(inputs: inputs, size: size) { _, shape, _ in
      Matrix(shape: shape)
    }
  }

  /// Reads `name.input-decay.weight`, `name.mean` and so on, as `Recipes/decay` names them; what has one row here is a
  /// vector there. Throws `SafeTensorsError`.
  public init(_ name: String, in source: some WeightSource, inputs: Int, size: Int) throws {
    try self.init(inputs: inputs, size: size) { part, shape, initial in
      try source.weights("\(name).\(part)", shape: shape, initial: initial)
    }
  }

  /// The gradients with respect to another cell's weights, as a tape sums them up; those that are not wanted are dropped.
  init(of weights: GRUDWeights, on tape: Tape) {
    let gradients = Dictionary(uniqueKeysWithValues: weights.named.map { ($0.name, tape.gradient(of: $0.matrix)) })
    self.init(inputs: weights.inputs, size: weights.size) { part, shape, _ in
      gradients[part]! ?? Matrix(shape: shape)
    }
  }

  private init(
    inputs: Int,
    size: Int,
    _ make: (_ name: String, _ shape: [Int], InitialWeights) throws -> Matrix
  ) rethrows {
    let evenly = InitialWeights.uniform(inputs: size)
    inputDecayWeight = try make("input-decay.weight", [inputs], .ones)
    inputDecayBias = try make("input-decay.bias", [inputs], .zeros)
    stateDecayWeight = try make("state-decay.weight", [size, inputs], evenly)
    stateDecayBias = try make("state-decay.bias", [size], evenly)
    mean = try make("mean", [inputs], .zeros)
    inputWeight = try make("input.weight", [3 * size, inputs], evenly)
    stateWeight = try make("state.weight", [3 * size, size], evenly)
    trustWeight = try make("trust.weight", [3 * size, inputs], evenly)
    bias = try make("bias", [3 * size], evenly)
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
