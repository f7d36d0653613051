import Numerics

/// Where layers get their weights: a file, or a network that is to learn.
public protocol WeightSource {
  /// The tensor of that shape as a matrix; a vector is one row.
  ///
  /// - Parameter initial: what it holds before anything was learnt, where the source makes new weights.
  func weights(_ name: String, shape: [Int], initial: InitialWeights) throws -> Matrix
}

extension WeightSource {
  /// A tensor of one element, 1 before anything was learnt.
  public func number(_ name: String) throws -> Double {
    Double(try weights(name, shape: [1], initial: .ones)[0, 0])
  }
}

/// What weights are before anything was learnt.
public enum InitialWeights: Equatable, Sendable {
  case zeros
  case ones
  /// Even between −1/√inputs and 1/√inputs (LeCun et al., "Efficient BackProp", 1998).
  case uniform(inputs: Int)
}

extension SafeTensors: WeightSource {
  /// Reads the tensor; `initial` does not matter. Throws `SafeTensorsError`.
  public func weights(_ name: String, shape: [Int], initial: InitialWeights) throws -> Matrix {
    let matrix = Matrix(shape: shape)
    _ = matrix.elements.update(fromContentsOf: try floats(name, shape: shape))
    return matrix
  }
}

extension Matrix {
  /// Zeros in the shape of a tensor of one or two dimensions; a vector is one row.
  public convenience init(shape: [Int]) {
    precondition(shape.count == 1 || shape.count == 2, "weights of the shape \(shape)")
    self.init(rows: shape.count == 1 ? 1 : shape[0], columns: shape[shape.count - 1])
  }
}

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
  private let starts: [Start]
  private var generator: SplitMix64

  /// An earlier network, or a part of one, to begin with.
  public struct Start: Sendable {
    public let file: SafeTensors
    /// Only the tensors whose names begin so are taken.
    public let prefix: String

    public init(_ file: SafeTensors, prefix: String = "") {
      self.file = file
      self.prefix = prefix
    }

    /// Whether it has the tensor.
    public func holds(_ name: String) -> Bool {
      name.hasPrefix(prefix) && file.entries[name] != nil
    }
  }

  /// - Parameters:
  ///   - seed: the same seed gives the same weights.
  ///   - starts: a tensor is taken from the first that has it, and drawn where none has.
  public init(seed: UInt64, startingFrom starts: [Start]) {
    generator = SplitMix64(seed: seed)
    self.starts = starts
  }

  /// - Parameters:
  ///   - seed: the same seed gives the same weights.
  ///   - start: tensors that are there are taken from it, the others drawn.
  public convenience init(seed: UInt64, startingFrom start: SafeTensors? = nil) {
    self.init(seed: seed, startingFrom: start.map { [Start($0)] } ?? [])
  }

  /// Throws `SafeTensorsError` where the earlier network's tensor has another shape.
  public func weights(_ name: String, shape: [Int], initial: InitialWeights) throws -> Matrix {
    precondition(!tensors.contains { $0.name == name }, "two layers are called \(name)")
    let values: Matrix
    if let start = starts.first(where: { $0.holds(name) }) {
      values = try start.file.weights(name, shape: shape, initial: initial)
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
