import CKernels

/// A dense row-major matrix of 32-bit floats in its own 64-byte aligned memory.
///
/// A class, so that layers can write into it in place. Do not share it between threads while writing to it.
public final class Matrix {
  public let rows: Int
  public let columns: Int
  public let pointer: UnsafeMutablePointer<Float>
  private let memory: UnsafeMutableRawPointer

  private static let alignment = 64

  /// Creates a matrix of zeros.
  public convenience init(rows: Int, columns: Int) {
    self.init(unfilledRows: rows, columns: columns)
    pointer.initialize(repeating: 0, count: rows * columns)
  }

  /// Creates a matrix with arbitrary content, to be overwritten.
  public init(unfilledRows rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot have \(rows) × \(columns) elements")
    self.rows = rows
    self.columns = columns
    // Aligned by hand: glibc before 2.38 cannot reuse a freed aligned block for one of the same size (glibc bug 14581),
    // so the heap would grow with every window of a long clip.
    memory = .allocate(byteCount: rows * columns * 4 + Self.alignment, alignment: 16)
    pointer = memory.alignedUp(toMultipleOf: Self.alignment).bindMemory(to: Float.self, capacity: rows * columns)
  }

  /// Creates a matrix from rows × columns `values` in row-major order.
  public convenience init(rows: Int, columns: Int, values: some Collection<Float>) {
    precondition(values.count == rows * columns, "\(values.count) values do not fill \(rows) × \(columns)")
    self.init(rows: rows, columns: columns)
    _ = elements.update(fromContentsOf: values)
  }

  /// Copies a matrix.
  public convenience init(copying other: Matrix) {
    self.init(rows: other.rows, columns: other.columns, values: other.elements)
  }

  /// Stacks matrices of `columns` columns vertically.
  public convenience init(below parts: [Matrix], columns: Int) {
    self.init(rows: parts.reduce(0) { $0 + $1.rows }, columns: columns)
    var target = pointer
    for part in parts {
      precondition(part.columns == columns, "\(part.columns) columns below \(columns)")
      target.update(from: part.pointer, count: part.rows * columns)
      target += part.rows * columns
    }
  }

  deinit {
    memory.deallocate()
  }

  /// A copy of all elements in row-major order.
  public var values: [Float] {
    Array(elements)
  }

  /// All elements in row-major order. Valid only while the matrix lives: take it from a named matrix, not from the
  /// result of a function.
  public var elements: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: pointer, count: rows * columns)
  }

  public subscript(row: Int, column: Int) -> Float {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      return pointer[row * columns + column]
    }
    set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      pointer[row * columns + column] = newValue
    }
  }

  /// Returns the elements of a row, valid only while the matrix lives.
  public func row(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
    precondition(index >= 0 && index < rows, "row \(index) of \(rows)")
    return UnsafeMutableBufferPointer(start: pointer + index * columns, count: columns)
  }

  /// A view of the whole matrix, for `BLAS`.
  public var view: MatrixView {
    MatrixView(owner: self, pointer: pointer, rows: rows, columns: columns, stride: columns)
  }

  /// Returns a view of contiguous columns.
  public func view(columns range: Range<Int>) -> MatrixView {
    view(rows: 0..<rows, columns: range)
  }

  /// Returns a view of a block.
  public func view(rows: Range<Int>, columns range: Range<Int>) -> MatrixView {
    view.view(rows: rows, columns: range)
  }

  /// Returns a view of contiguous rows.
  public func view(rows range: Range<Int>) -> MatrixView {
    view(rows: range, columns: 0..<columns)
  }
}

/// A view of a matrix, which it keeps alive.
public struct MatrixView {
  public let owner: AnyObject
  public let pointer: UnsafeMutablePointer<Float>
  public let rows: Int
  public let columns: Int
  /// Elements from the start of one row to the next.
  public let stride: Int

  /// - Parameter owner: the object that owns the memory at `pointer`.
  public init(owner: AnyObject, pointer: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int) {
    precondition(stride >= columns, "rows of \(columns) elements overlap at a stride of \(stride)")
    self.owner = owner
    self.pointer = pointer
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }

  /// Returns a view of a block of this view.
  public func view(rows range: Range<Int>, columns columnRange: Range<Int>) -> MatrixView {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    precondition(
      columnRange.lowerBound >= 0 && columnRange.upperBound <= columns,
      "columns \(columnRange) of \(columns)"
    )
    return MatrixView(
      owner: owner,
      pointer: pointer + range.lowerBound * stride + columnRange.lowerBound,
      rows: range.count,
      columns: columnRange.count,
      stride: stride
    )
  }
}

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

  /// Adds the column sums of another matrix to this matrix of one row.
  public func addSums(ofRowsOf other: Matrix) {
    precondition(rows == 1 && columns == other.columns, "(\(rows), \(columns)) for rows of \(other.columns)")
    for row in 0..<other.rows { ck_add(pointer, other.pointer + row * columns, columns) }
  }

  /// Multiplies elementwise by another matrix of the same shape.
  public func multiply(by other: Matrix) {
    precondition(rows == other.rows && columns == other.columns, "the shapes differ")
    ck_multiply(pointer, other.pointer, pointer, rows * columns)
  }
}
