import Numerics

/// The weights of a `GRUDCell`, or a gradient with respect to each of them.
///
/// D is the number of features, H the number of state units. Gates are stacked in the order update, reset, candidate.
public struct GRUDWeights {
  /// wₓ and bₓ: how fast the last value of a feature decays per second, and from when on; (1, D) each.
  public let inputDecayWeight: Matrix
  public let inputDecayBias: Matrix
  /// Wₕ (H, D) and bₕ (1, H): the same for the state, given the ages of all features.
  public let stateDecayWeight: Matrix
  public let stateDecayBias: Matrix
  /// The value that a feature decays to, (1, D).
  public let mean: Matrix
  /// W (3 · H, D), U (3 · H, H), V (3 · H, D) and b (1, 3 · H): from the imputed values, the state and the trust to the
  /// gates, and the gates' bias.
  public let inputWeight: Matrix
  public let stateWeight: Matrix
  public let trustWeight: Matrix
  public let bias: Matrix

  public var inputs: Int { inputWeight.columns }
  public var size: Int { stateWeight.columns }

  /// Creates zeros, to accumulate gradients.
  public init(inputs: Int, size: Int) {
    self.init(inputs: inputs, size: size) { _, shape, _ in
      Matrix(shape: shape)
    }
  }

  /// Reads `name.input-decay.weight`, `name.mean` and so on, named as in `Recipes/decay`; matrices of one row are
  /// vectors there. Throws `SafeTensorsError`.
  public init(_ name: String, in source: some WeightSource, inputs: Int, size: Int) throws {
    try self.init(inputs: inputs, size: size) { part, shape, initial in
      try source.weights("\(name).\(part)", shape: shape, initial: initial)
    }
  }

  /// Collects the tape's gradients of `weights`, to accumulate into; those not tracked are discarded.
  init(of weights: GRUDWeights, on tape: Tape) {
    let gradients = Dictionary(uniqueKeysWithValues: weights.named.map { ($0.name, tape.gradient(of: $0.matrix)) })
    self.init(inputs: weights.inputs, size: weights.size) { part, shape, _ in
      gradients[part]! ?? Matrix(shape: shape)
    }
  }

  private init(
    inputs: Int,
    size: Int,
    _ make: (_ name: String, _ shape: [Int], WeightInitializer) throws -> Matrix
  ) rethrows {
    let evenly = WeightInitializer.uniform(inputs: size)
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

  /// Every matrix with its name in the weights file, in a fixed order.
  public var named: [(name: String, matrix: Matrix)] {
    [
      ("input-decay.weight", inputDecayWeight), ("input-decay.bias", inputDecayBias),
      ("state-decay.weight", stateDecayWeight), ("state-decay.bias", stateDecayBias), ("mean", mean),
      ("input.weight", inputWeight), ("state.weight", stateWeight), ("trust.weight", trustWeight), ("bias", bias),
    ]
  }
}
