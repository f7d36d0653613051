import Glibc

extension CSVParsedRow {
  /// One cell with nothing in it.
  public var isBlank: Bool { cells.count == 1 && cells[0].isEmpty }

  public func isEmpty(_ cell: Int) -> Bool { cells[cell].isEmpty }

  /// The cell's text; bytes that are no UTF-8 become U+FFFD.
  public func text(_ cell: Int) -> String {
    String(decoding: bytes[cells[cell]], as: UTF8.self)
  }

  /// The cell's text; nil when it is no UTF-8.
  public func validText(_ cell: Int) -> String? {
    String(validating: bytes[cells[cell]], as: UTF8.self)
  }

  public func holds(_ text: some Collection<UInt8>, in cell: Int) -> Bool {
    bytes[cells[cell]].elementsEqual(text)
  }

  /// The cell as a finite decimal number; nil when it is none.
  public func number(_ cell: Int) -> Double? {
    let range = cells[cell]
    return bytes.withUnsafeBufferPointer { buffer -> Double? in
      // strtod also takes hexadecimal numbers and the words for what is none.
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
