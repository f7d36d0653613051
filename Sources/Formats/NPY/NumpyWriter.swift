import Glibc
import System

/// Writes a matrix of float32 as a NumPy file (`.npy`, format 1.0, C order), row by row.
///
/// How many rows there are is known only at the end and stands at the start. A file that nobody sees yet gets it
/// there at the end; for any other output the rows wait in a nameless temporary file. Memory does not grow with the
/// number of rows. A writer belongs to one task.
public final class NumpyWriter {
  private let target: OutputFile
  private let rows: OutputFile
  private let columnCount: Int
  private var rowCount = 0
  private var buffer: [UInt8] = []

  private static let bufferSize = 1 << 16
  private static let headerSize = 128

  /// - Parameters:
  ///   - output: where the file goes; it is finished by `finish`.
  ///   - columnCount: how many values a row has, 1 or more.
  /// - Throws: `OutputError` when nothing can be written.
  public init(output: OutputFile, columnCount: Int) throws(OutputError) {
    target = output
    self.columnCount = columnCount
    rows = output.canRewriteStart ? output : try OutputFile.scratch()
    try rows.write(Self.header(rowCount: 0, columnCount: columnCount))
  }

  /// Adds whole rows: `values` has a multiple of `columnCount` elements.
  public func write(_ values: some Collection<Float>) throws(OutputError) {
    precondition(values.count.isMultiple(of: columnCount), "rows must be whole")
    rowCount += values.count / columnCount
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { buffer.append(contentsOf: $0) }
    }
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Puts the number of rows into its place and completes the output.
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

  /// The header, filled up with spaces to a multiple of 64 bytes that is the same for any number of rows.
  static func header(rowCount: Int, columnCount: Int) -> [UInt8] {
    let shape = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rowCount), \(columnCount)), }"
    let length = headerSize - 10
    let text = shape + String(repeating: " ", count: length - 1 - shape.utf8.count) + "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length), 0] + Array(text.utf8)
  }
}
