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
