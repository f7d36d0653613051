import Numerics

/// Committed inputs and outputs of reference implementations, written by the recipes beside the weights.
public enum Vectors {
  public static func open(_ name: String) throws -> SafeTensors {
    try SafeTensors(path: "\(Repository.root)/Tests/Vectors/\(name).safetensors")
  }

  /// Opens shipped weights.
  public static func model(_ name: String) throws -> SafeTensors {
    try SafeTensors(path: "\(Repository.models)/\(name).safetensors")
  }
}

extension SafeTensors {
  /// Returns a tensor as a matrix, with its last axis as columns and all others as rows.
  public func rows(_ name: String) throws -> Matrix {
    guard let shape = entries[name]?.shape, let columns = shape.last else {
      throw SafeTensorsError.malformed(path: path, reason: "there is no \(name) with axes")
    }
    return Matrix(rows: shape.dropLast().reduce(1, *), columns: columns, values: try floats(name, shape: shape))
  }
}

extension Matrix {
  /// Returns the maximum absolute difference of two elements, or infinity for matrices of different shapes.
  public func maxDifference(to other: Matrix) -> Float {
    guard rows == other.rows, columns == other.columns else { return .infinity }
    return zip(values, other.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}
