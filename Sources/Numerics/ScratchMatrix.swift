/// Working memory that is reused for matrices of any shape. It grows to the largest one and is not cleared in between.
/// One thread may use it at a time.
public final class ScratchMatrix {
  private var memory = Matrix(rows: 0, columns: 0)

  public init() {}

  /// Returns a matrix with arbitrary content, valid until the next call.
  public func view(rows: Int, columns: Int) -> MatrixView {
    if memory.columns < rows * columns { memory = Matrix(rows: 1, columns: rows * columns) }
    return MatrixView(owner: memory, pointer: memory.pointer, rows: rows, columns: columns, stride: columns)
  }
}
