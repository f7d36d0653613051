/// A matrix that is made when it is needed, for example from half precision in a mapped file, and not kept.
public struct DeferredMatrix {
  public let rows: Int
  public let columns: Int
  private let make: () -> Matrix

  /// - Parameter make: returns the matrix, (rows, columns), the same at every call.
  public init(rows: Int, columns: Int, make: @escaping () -> Matrix) {
    self.rows = rows
    self.columns = columns
    self.make = make
  }

  /// A matrix that is there.
  public init(_ matrix: Matrix) {
    self.init(rows: matrix.rows, columns: matrix.columns) { matrix }
  }

  public var matrix: Matrix {
    let matrix = make()
    precondition(matrix.rows == rows && matrix.columns == columns, "the matrix has another shape")
    return matrix
  }
}
