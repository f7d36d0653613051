import CKernels

/// A weight matrix that stays as its file stores it: 32-bit numbers are used in place from the mapped file, 16-bit
/// numbers keep their 16 bits and are widened when they are needed. All processes share one copy in the page cache.
public final class StoredMatrix: @unchecked Sendable {
  // Read-only after init, so safe to share between threads.

  /// The type of the numbers in the file.
  public enum Precision: String, Sendable {
    case single = "F32"
    case half = "F16"
    /// The upper half of a 32-bit float.
    case bfloat = "BF16"

    var byteCount: Int { self == .single ? 4 : 2 }

    /// Writes `count` numbers at an aligned address as 32-bit floats.
    func widen(_ start: UnsafeRawPointer, count: Int, into target: UnsafeMutablePointer<Float>) {
      guard count > 0 else { return }
      switch self {
      case .single: target.update(from: start.assumingMemoryBound(to: Float.self), count: count)
      case .half: ck_half_to_float(start.assumingMemoryBound(to: UInt16.self), target, count)
      case .bfloat: ck_bfloat_to_float(start.assumingMemoryBound(to: UInt16.self), target, count)
      }
    }
  }

  public let rows: Int
  public let columns: Int
  public let precision: Precision

  /// The mapped file, or a copy.
  private let owner: AnyObject
  private let start: UnsafeRawPointer

  /// - Parameters:
  ///   - bytes: the rows × columns numbers in row-major order. They are copied if their address is not a multiple of
  ///     their size.
  ///   - owner: keeps the bytes alive.
  init(_ bytes: UnsafeRawBufferPointer, precision: Precision, rows: Int, columns: Int, owner: AnyObject) {
    precondition(bytes.count == rows * columns * precision.byteCount, "\(bytes.count) bytes for \(rows) × \(columns)")
    self.rows = rows
    self.columns = columns
    self.precision = precision
    let empty = UnsafeRawPointer(bitPattern: 64)!
    if UInt(bitPattern: bytes.baseAddress) % UInt(precision.byteCount) == 0 {
      self.owner = owner
      start = bytes.baseAddress ?? empty
    } else {
      let copy = Matrix(rows: 1, columns: (bytes.count + 3) / 4)
      UnsafeMutableRawBufferPointer(copy.elements).copyMemory(from: bytes)
      self.owner = copy
      start = UnsafeRawPointer(copy.pointer)
    }
  }

  /// Returns the matrix as 32-bit floats, not to be written to: in place, or widened into `scratch`, whose earlier
  /// content is lost.
  public func view(in scratch: ScratchMatrix) -> MatrixView {
    view(rows: 0..<rows, in: scratch)
  }

  /// Returns some rows as 32-bit floats, not to be written to: in place, or widened into `scratch`, whose earlier
  /// content is lost.
  public func view(rows range: Range<Int>, in scratch: ScratchMatrix) -> MatrixView {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    let first = start + range.lowerBound * columns * precision.byteCount
    if precision == .single {
      // BLAS takes mutable pointers for its inputs too; it does not write to them.
      let pointer = UnsafeMutableRawPointer(mutating: first).assumingMemoryBound(to: Float.self)
      return MatrixView(owner: self, pointer: pointer, rows: range.count, columns: columns, stride: columns)
    }
    let view = scratch.view(rows: range.count, columns: columns)
    precision.widen(first, count: range.count * columns, into: view.pointer)
    return view
  }

  /// A copy as 32-bit floats.
  public func widened() -> Matrix {
    widened(rows: 0..<rows)
  }

  /// A copy of some rows as 32-bit floats.
  public func widened(rows range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    let matrix = Matrix(rows: range.count, columns: columns)
    let first = start + range.lowerBound * columns * precision.byteCount
    precision.widen(first, count: range.count * columns, into: matrix.pointer)
    return matrix
  }

  /// Writes all numbers as 32-bit floats, in row-major order.
  func widen(into target: UnsafeMutableBufferPointer<Float>) {
    precondition(target.count >= rows * columns, "\(rows) × \(columns) numbers into \(target.count)")
    if let address = target.baseAddress { precision.widen(start, count: rows * columns, into: address) }
  }
}
