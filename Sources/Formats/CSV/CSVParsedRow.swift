import Glibc

/// A row of comma-separated values (RFC 4180), with its cells unquoted.
///
/// A quote opens a quoted cell only at the start of the cell; text after the closing quote belongs to the cell.
public struct CSVParsedRow {
  /// How to treat spaces and tabs around a cell, both outside and inside its quotes.
  public enum Spaces: Sendable {
    case kept
    case trimmed
  }

  /// The line on which the row begins, from 1.
  public private(set) var line = 0
  public var cellCount: Int { cells.count }

  /// The cells' texts, each zero-terminated so that `strtod` stops at its end.
  private(set) var bytes: [UInt8] = []
  private(set) var cells: [Range<Int>] = []
  /// Whether the row continues on the next line.
  private(set) var isQuoteOpen = false
  /// Start of the open cell.
  private var start = 0
  private var lineCount = 0
  private let spaces: Spaces

  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")

  init(spaces: Spaces) {
    self.spaces = spaces
  }

  /// Appends the next line, without its LF; begins a new row unless a quote is open. Returns whether the row is
  /// complete.
  mutating func append(_ line: ArraySlice<UInt8>) -> Bool {
    lineCount += 1
    var position = line.startIndex
    if isQuoteOpen {
      bytes.append(UInt8(ascii: "\n"))
      guard let end = appendQuoted(line) else { return false }
      position = end
    } else {
      self.line = lineCount
      bytes.removeAll(keepingCapacity: true)
      cells.removeAll(keepingCapacity: true)
    }
    // CR LF ends the row, too.
    let end = line.last == UInt8(ascii: "\r") ? line.endIndex - 1 : line.endIndex
    while true {
      // A quoted cell that began on an earlier line only needs the rest of its text.
      if !isQuoteOpen {
        start = bytes.count
        if spaces == .trimmed { while position < end, Self.isSpace(line[position]) { position += 1 } }
        if position < end, line[position] == Self.quote {
          isQuoteOpen = true
          guard let next = appendQuoted(line[(position + 1)...]) else { return false }
          position = next
        }
      }
      isQuoteOpen = false
      let stop = line[position..<max(position, end)].firstIndex(of: Self.comma) ?? max(position, end)
      bytes.append(contentsOf: line[position..<stop])
      closeCell()
      guard stop < end else { return true }
      position = stop + 1
    }
  }

  /// Appends quoted text and returns the position after the closing quote; nil if there is none on this line.
  private mutating func appendQuoted(_ text: ArraySlice<UInt8>) -> Int? {
    var position = text.startIndex
    while let quote = text[position...].firstIndex(of: Self.quote) {
      bytes.append(contentsOf: text[position..<quote])
      position = quote + 1
      guard position < text.endIndex, text[position] == Self.quote else { return position }
      bytes.append(Self.quote)
      position += 1
    }
    bytes.append(contentsOf: text[position...])
    return nil
  }

  private mutating func closeCell() {
    var (first, end) = (start, bytes.count)
    if spaces == .trimmed {
      while first < end, Self.isSpace(bytes[first]) { first += 1 }
      while first < end, Self.isSpace(bytes[end - 1]) { end -= 1 }
    }
    cells.append(first..<end)
    bytes.append(0)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}

extension CSVParsedRow {
  /// Whether the row is a single empty cell.
  public var isBlank: Bool { cells.count == 1 && cells[0].isEmpty }

  public func isEmpty(_ cell: Int) -> Bool { cells[cell].isEmpty }

  /// Returns the cell's text; bytes that are not UTF-8 become U+FFFD.
  public func text(_ cell: Int) -> String {
    String(decoding: bytes[cells[cell]], as: UTF8.self)
  }

  /// Returns the cell's text; nil if it is not UTF-8.
  public func validText(_ cell: Int) -> String? {
    String(validating: bytes[cells[cell]], as: UTF8.self)
  }

  public func matches(_ text: some Collection<UInt8>, in cell: Int) -> Bool {
    bytes[cells[cell]].elementsEqual(text)
  }

  /// Returns the cell as a finite decimal number; nil if it is not one.
  public func number(_ cell: Int) -> Double? {
    let range = cells[cell]
    return bytes.withUnsafeBufferPointer { buffer -> Double? in
      // strtod also accepts hexadecimal numbers, "inf" and "nan".
      let isDecimal = buffer[range].allSatisfy { byte in
        (48...57).contains(byte) || byte == 43 || byte == 45 || byte == 46 || byte == 69 || byte == 101
      }
      guard isDecimal, !range.isEmpty else { return nil }
      let start = buffer.baseAddress! + range.lowerBound
      return start.withMemoryRebound(to: CChar.self, capacity: range.count + 1) { text in
        var end: UnsafeMutablePointer<CChar>?
        let value = strtod(text, &end)
        return end.map { UnsafePointer($0) == text + range.count } == true && value.isFinite ? value : nil
      }
    }
  }
}
