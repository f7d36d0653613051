import Glibc

/// A line of comma-separated values: where its cells lie, without the spaces and quotes around them.
struct FaceTableLine {
  private(set) var bytes: [UInt8] = []
  private(set) var cells: [Range<Int>] = []
  /// From 1.
  private(set) var number = 0

  private static let space = UInt8(ascii: " ")
  private static let tab = UInt8(ascii: "\t")
  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")

  /// Takes the next line, without its end.
  mutating func take(_ line: ArraySlice<UInt8>) {
    number += 1
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: line)
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    // Where a number ends must be seen without looking at the length.
    let end = bytes.count
    bytes.append(0)
    cells.removeAll(keepingCapacity: true)
    var start = 0
    var isQuoted = false
    for index in 0..<end {
      if bytes[index] == Self.quote { isQuoted.toggle() }
      guard bytes[index] == Self.comma, !isQuoted else { continue }
      cells.append(trimmed(start..<index))
      start = index + 1
    }
    cells.append(trimmed(start..<end))
  }

  private func trimmed(_ cell: Range<Int>) -> Range<Int> {
    var cell = withoutSpaces(cell)
    if cell.count >= 2, bytes[cell.lowerBound] == Self.quote, bytes[cell.upperBound - 1] == Self.quote {
      cell = withoutSpaces(cell.lowerBound + 1..<cell.upperBound - 1)
    }
    return cell
  }

  private func withoutSpaces(_ cell: Range<Int>) -> Range<Int> {
    var (start, end) = (cell.lowerBound, cell.upperBound)
    while start < end, bytes[start] == Self.space || bytes[start] == Self.tab { start += 1 }
    while start < end, bytes[end - 1] == Self.space || bytes[end - 1] == Self.tab { end -= 1 }
    return start..<end
  }

  /// Nothing but spaces.
  var isBlank: Bool { cells.count == 1 && cells[0].isEmpty }

  func text(_ cell: Int) -> String {
    String(decoding: bytes[cells[cell]], as: UTF8.self)
  }

  /// The cell as a number; nil when it is empty. Throws `FaceTableError` when there is no such cell or no finite decimal
  /// number in it.
  func number(in cell: Int, column: @autoclosure () -> String) throws(FaceTableError) -> Double? {
    guard cell < cells.count else { throw .missingCell(line: number, column: column()) }
    let range = cells[cell]
    guard !range.isEmpty else { return nil }
    let value = bytes.withUnsafeBufferPointer { buffer -> Double? in
      let start = buffer.baseAddress! + range.lowerBound
      // strtod also takes hexadecimal numbers and the words for what is none.
      let isDecimal = buffer[range].allSatisfy { byte in
        (48...57).contains(byte) || byte == 43 || byte == 45 || byte == 46 || byte == 69 || byte == 101
      }
      guard isDecimal else { return nil }
      return start.withMemoryRebound(to: CChar.self, capacity: range.count + 1) { text in
        var end: UnsafeMutablePointer<CChar>?
        let value = strtod(text, &end)
        return end.map { UnsafePointer($0) == text + range.count } == true && value.isFinite ? value : nil
      }
    }
    guard let value else {
      throw .notANumber(line: number, column: column(), text: String(text(cell).prefix(40)))
    }
    return value
  }
}
