import CKernels

/// A dense matrix of 32-bit floats in row-major order, on 64-byte aligned memory of its own.
///
/// A class, so that layers can write into it in place; it is not shared between threads while it is written.
public final class Matrix {
  public let rows: Int
  public let columns: Int
  public let pointer: UnsafeMutablePointer<Float>
  private let memory: UnsafeMutableRawPointer

  private static let alignment = 64

  /// A matrix of zeros.
  public init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot have \(rows) × \(columns) elements")
    self.rows = rows
    self.columns = columns
    // Aligned by hand: glibc before 2.38 cannot give a freed aligned block out again as one of the same size (its bug
    // 14581), so that a long clip's windows would make the heap grow without end.
    memory = .allocate(byteCount: rows * columns * 4 + Self.alignment, alignment: 16)
    pointer = memory.alignedUp(toMultipleOf: Self.alignment).bindMemory(to: Float.self, capacity: rows * columns)
    pointer.initialize(repeating: 0, count: rows * columns)
  }

  /// A matrix with `values` in row-major order; their number must be rows × columns.
  public convenience init(rows: Int, columns: Int, values: some Collection<Float>) {
    precondition(values.count == rows * columns, "\(values.count) values do not fill \(rows) × \(columns)")
    self.init(rows: rows, columns: columns)
    _ = elements.update(fromContentsOf: values)
  }

  /// Matrices of that many columns one below the other.
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

  /// All elements in row-major order. Valid as long as the matrix lives: take it from a named matrix, not from a
  /// function's result.
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

  /// One row's elements, valid as long as the matrix lives.
  public func row(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
    precondition(index >= 0 && index < rows, "row \(index) of \(rows)")
    return UnsafeMutableBufferPointer(start: pointer + index * columns, count: columns)
  }

  /// The whole matrix as the GEMM wrapper takes it.
  public var view: MatrixView {
    MatrixView(owner: self, pointer: pointer, rows: rows, columns: columns, stride: columns)
  }

  /// Neighbouring columns as the GEMM wrapper takes them.
  public func view(columns range: Range<Int>) -> MatrixView {
    view(rows: 0..<rows, columns: range)
  }

  /// A block of the matrix as the GEMM wrapper takes it.
  public func view(rows: Range<Int>, columns range: Range<Int>) -> MatrixView {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= self.rows, "rows \(rows) of \(self.rows)")
    precondition(range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of \(columns)")
    return MatrixView(
      owner: self,
      pointer: pointer + rows.lowerBound * columns + range.lowerBound,
      rows: rows.count,
      columns: range.count,
      stride: columns
    )
  }

  /// Consecutive rows as the GEMM wrapper takes them.
  public func view(rows range: Range<Int>) -> MatrixView {
    view(rows: range, columns: 0..<columns)
  }
}

/// A window onto a matrix, which it keeps alive.
public struct MatrixView {
  private let owner: AnyObject
  public let pointer: UnsafeMutablePointer<Float>
  public let rows: Int
  public let columns: Int
  /// Elements from one row's start to the next.
  public let stride: Int

  /// - Parameter owner: whoever frees the memory at `pointer` when it goes.
  public init(owner: AnyObject, pointer: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int) {
    precondition(stride >= columns, "rows of \(columns) elements overlap at a stride of \(stride)")
    self.owner = owner
    self.pointer = pointer
    self.rows = rows
    self.columns = columns
    self.stride = stride
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
