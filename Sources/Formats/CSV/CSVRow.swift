/// Writes and reads single rows of a CSV file.
public enum CSVRow {
  /// Returns the row with its line feed. `nil` becomes an empty cell, an empty string a pair of quotes.
  public static func bytes(_ cells: [String?]) -> [UInt8] {
    var row: [UInt8] = []
    for (index, cell) in cells.enumerated() {
      if index > 0 { row.append(UInt8(ascii: ",")) }
      if let cell { append(cell, to: &row) }
    }
    row.append(UInt8(ascii: "\n"))
    return row
  }

  /// Appends one cell, quoted if necessary.
  public static func append(_ cell: String, to row: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    let special = [quote, UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
    guard cell.isEmpty || cell.utf8.contains(where: special.contains) else {
      row.append(contentsOf: cell.utf8)
      return
    }
    row.append(quote)
    for byte in cell.utf8 {
      if byte == quote { row.append(quote) }
      row.append(byte)
    }
    row.append(quote)
  }

  /// Returns the cells of a row written by `bytes(_:)`, without its line feed.
  public static func cells(_ row: ArraySlice<UInt8>) -> [String?] {
    let (quote, comma) = (UInt8(ascii: "\""), UInt8(ascii: ","))
    var cells: [String?] = []
    var cell: [UInt8] = []
    var (isQuoted, wasQuoted) = (false, false)
    func text() -> String? { cell.isEmpty && !wasQuoted ? nil : String(decoding: cell, as: UTF8.self) }
    for position in row.indices {
      let byte = row[position]
      if byte == quote {
        // A doubled quote inside a quoted cell stands for one quote.
        if !isQuoted, wasQuoted, row[position - 1] == quote { cell.append(quote) }
        (isQuoted, wasQuoted) = (!isQuoted, true)
      } else if byte == comma, !isQuoted {
        cells.append(text())
        (cell, wasQuoted) = ([], false)
      } else {
        cell.append(byte)
      }
    }
    return cells + [text()]
  }
}
