import Numerics

/// The weights of a network that learns: it draws them, or takes them from an earlier network, and knows them all by name.
public final class TrainableWeights: WeightSource {
  /// A tensor of the network.
  public struct Tensor {
    public let name: String
    public let shape: [Int]
    /// A vector is one row.
    public let values: Matrix
  }

  /// In the order in which the layers asked for them.
  public private(set) var tensors: [Tensor] = []
  private let start: SafeTensors?
  private var generator: SplitMix64

  /// - Parameters:
  ///   - seed: the same seed gives the same weights.
  ///   - start: tensors that are there are taken from it, the others drawn.
  public init(seed: UInt64, startingFrom start: SafeTensors? = nil) {
    generator = SplitMix64(seed: seed)
    self.start = start
  }

  /// Throws `SafeTensorsError` where the earlier network's tensor has another shape.
  public func weights(_ name: String, shape: [Int], initial: InitialWeights) throws -> Matrix {
    precondition(!tensors.contains { $0.name == name }, "two layers are called \(name)")
    let values: Matrix
    if let start, start.entries[name] != nil {
      values = try start.weights(name, shape: shape, initial: initial)
    } else {
      values = Matrix(shape: shape)
      draw(into: values, initial)
    }
    tensors.append(Tensor(name: name, shape: shape, values: values))
    return values
  }

  private func draw(into matrix: Matrix, _ initial: InitialWeights) {
    let elements = matrix.elements
    switch initial {
    case .zeros: break
    case .ones: elements.update(repeating: 1)
    case .uniform(let inputs):
      let bound = 1 / Float(inputs).squareRoot()
      for index in elements.indices { elements[index] = bound * Float(2 * generator.uniform() - 1) }
    }
  }
}
