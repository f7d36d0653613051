import Numerics

/// A source of a layer's weights: a file, or a network being trained.
public protocol WeightSource {
  /// Returns the tensor of that shape as a matrix; a vector is one row.
  ///
  /// - Parameter initial: the initialisation, for sources that create new weights.
  func weights(_ name: String, shape: [Int], initial: WeightInitializer) throws -> Matrix
}

extension WeightSource {
  /// Returns a tensor of one element, initially 1.
  public func number(_ name: String) throws -> Double {
    Double(try weights(name, shape: [1], initial: .ones)[0, 0])
  }
}

/// How to initialise new weights.
public enum WeightInitializer: Equatable, Sendable {
  case zeros
  case ones
  /// Uniform from −1/√inputs to 1/√inputs (LeCun et al., "Efficient BackProp", 1998).
  case uniform(inputs: Int)
}

extension SafeTensors: WeightSource {
  /// Reads the tensor, ignoring `initial`. Throws `SafeTensorsError`.
  public func weights(_ name: String, shape: [Int], initial: WeightInitializer) throws -> Matrix {
    let matrix = Matrix(shape: shape)
    _ = matrix.elements.update(fromContentsOf: try floats(name, shape: shape))
    return matrix
  }
}

extension Matrix {
  /// Creates zeros in the shape of a one- or two-dimensional tensor; a vector is one row.
  public convenience init(shape: [Int]) {
    precondition(shape.count == 1 || shape.count == 2, "weights of the shape \(shape)")
    self.init(rows: shape.count == 1 ? 1 : shape[0], columns: shape[shape.count - 1])
  }
}

/// The weights of a network being trained, by name: initialised at random or taken from an earlier network.
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
  ///   - start: an earlier network; tensors that it has are taken from it, the others are drawn.
  public init(seed: UInt64, startingFrom start: SafeTensors? = nil) {
    generator = SplitMix64(seed: seed)
    self.start = start
  }

  /// Takes or draws a tensor. Throws `SafeTensorsError` if the earlier network's tensor has another shape.
  public func weights(_ name: String, shape: [Int], initial: WeightInitializer) throws -> Matrix {
    precondition(!tensors.contains { $0.name == name }, "two tensors are named \(name)")
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

  private func draw(into matrix: Matrix, _ initial: WeightInitializer) {
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
