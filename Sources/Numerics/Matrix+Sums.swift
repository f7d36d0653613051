import CKernels

extension Matrix {
  /// Adds another matrix of the same shape.
  public func add(_ other: Matrix) {
    precondition(rows == other.rows && columns == other.columns, "the shapes differ")
    ck_add(pointer, other.pointer, rows * columns)
  }

  /// Adds a row of another matrix to the same row of this one.
  public func addRow(_ row: Int, of other: Matrix) {
    precondition(columns == other.columns && row < other.rows, "row \(row) of (\(other.rows), \(other.columns))")
    ck_add(self.row(row).baseAddress!, other.pointer + row * columns, columns)
  }

  /// Adds a multiple of a row of another matrix to a row of this one.
  public func add(_ other: Matrix, row source: Int, to target: Int, times factor: Float) {
    precondition(columns == other.columns, "rows of \(other.columns) to rows of \(columns)")
    ck_add_multiple(row(target).baseAddress!, other.row(source).baseAddress!, factor, columns)
  }

  /// Adds the sums of another matrix's columns to the only row.
  public func addSums(ofRowsOf other: Matrix) {
    precondition(rows == 1 && columns == other.columns, "(\(rows), \(columns)) for rows of \(other.columns)")
    for row in 0..<other.rows { ck_add(pointer, other.pointer + row * columns, columns) }
  }

  /// Multiplies every element by that of another matrix of the same shape.
  public func multiply(by other: Matrix) {
    precondition(rows == other.rows && columns == other.columns, "the shapes differ")
    ck_multiply(pointer, other.pointer, pointer, rows * columns)
  }
}
