import Numerics

/// The committed inputs and outputs of reference implementations, which the recipes beside the weights write.
public enum Vectors {
  public static func open(_ name: String) throws -> SafeTensors {
    try SafeTensors(path: "\(Repository.root)/Tests/Vectors/\(name).safetensors")
  }

  /// Weights as shipped.
  public static func model(_ name: String) throws -> SafeTensors {
    try SafeTensors(path: "\(Repository.models)/\(name).safetensors")
  }
}

extension SafeTensors {
  /// A tensor with its last axis as columns and all others as rows.
  public func rows(_ name: String) throws -> Matrix {
    guard let shape = entries[name]?.shape, let columns = shape.last else {
      throw SafeTensorsError.malformed(path: path, reason: "there is no \(name) with axes")
    }
    return Matrix(rows: shape.dropLast().reduce(1, *), columns: columns, values: try floats(name, shape: shape))
  }
}

extension Matrix {
  /// The greatest difference of two elements; infinite for matrices of different shapes.
  public func maxDifference(to other: Matrix) -> Float {
    guard rows == other.rows, columns == other.columns else { return .infinity }
    return zip(values, other.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}
