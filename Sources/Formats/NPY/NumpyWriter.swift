import Glibc
import System

/// Writes a matrix of float32 as a NumPy file (`.npy`, format 1.0, C order), row by row.
///
/// The header states the number of rows, which is known only at the end. It is rewritten in a file that is not yet
/// visible; for any other output the rows are kept in an unnamed temporary file. Memory does not grow with the number
/// of rows. A writer belongs to one task.
public final class NumpyWriter {
  private let target: OutputFile
  private let rows: OutputFile
  private let columnCount: Int
  private var rowCount = 0
  private var buffer: [UInt8] = []

  private static let bufferSize = 1 << 16
  private static let headerSize = 128

  /// - Parameters:
  ///   - output: the destination; `finish` completes it.
  ///   - columnCount: values per row, 1 or more.
  /// - Throws: `OutputError` if writing fails.
  public init(output: OutputFile, columnCount: Int) throws(OutputError) {
    target = output
    self.columnCount = columnCount
    rows = output.canRewriteStart ? output : try OutputFile.scratch()
    try rows.write(Self.header(rowCount: 0, columnCount: columnCount))
  }

  /// Appends whole rows: `values` has a multiple of `columnCount` elements.
  public func write(_ values: some Collection<Float>) throws(OutputError) {
    precondition(values.count.isMultiple(of: columnCount), "\(values.count) values for rows of \(columnCount)")
    rowCount += values.count / columnCount
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { buffer.append(contentsOf: $0) }
    }
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes the number of rows into the header and completes the output.
  public func finish() throws(OutputError) {
    try flush()
    try rows.rewriteStart(Self.header(rowCount: rowCount, columnCount: columnCount))
    if rows !== target {
      try copyRows()
      rows.abandon()
    }
    try target.finish()
  }

  private func flush() throws(OutputError) {
    guard !buffer.isEmpty else { return }
    try rows.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private func copyRows() throws(OutputError) {
    var offset: off_t = 0
    while true {
      let block = try rows.read(at: offset, count: Self.bufferSize)
      if block.isEmpty { return }
      try target.write(block)
      offset += off_t(block.count)
    }
  }

  /// Returns the header, padded with spaces to 128 bytes for any number of rows; NumPy wants a multiple of 64.
  static func header(rowCount: Int, columnCount: Int) -> [UInt8] {
    let shape = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rowCount), \(columnCount)), }"
    let length = headerSize - 10
    let text = shape + String(repeating: " ", count: length - 1 - shape.utf8.count) + "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length), 0] + Array(text.utf8)
  }
}
