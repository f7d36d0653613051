/// Reads comma-separated values row by row: RFC 4180, lines that end in LF or CR LF, with or without a byte order mark.
public enum CSVReader {
  /// Bytes of a row; the longest that are known have some 5,000.
  private static let longestRow = 1 << 20
  private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// Hands over every row but blank ones, the header too, in the file's order.
  ///
  /// - Parameters:
  ///   - path: as the system takes it; it need not be UTF-8.
  ///   - mayGoOn: called again and again; reading ends with what it throws.
  ///   - handler: returns whether it wants more.
  /// - Throws: `CSVError`, and what the closures throw.
  public static func read(
    path: UnsafePointer<CChar>,
    spaces: CSVParsedRow.Spaces,
    mayGoOn: @escaping () throws -> Void = {},
    handler: (CSVParsedRow) throws -> Bool
  ) throws {
    let file = try CSVFile(path: path, mayGoOn: mayGoOn)
    var row = CSVParsedRow(spaces: spaces)
    var isFirst = true
    let isRead = try forEachLine(of: file) { bytes in
      let isComplete = row.append(isFirst && bytes.starts(with: byteOrderMark) ? bytes.dropFirst(3) : bytes)
      isFirst = false
      guard isComplete else {
        if row.bytes.count > longestRow { throw CSVError.endlessRow(line: row.line) }
        return true
      }
      return try row.isBlank || handler(row)
    }
    if isRead, row.isQuoteOpen { throw CSVError.openQuote(line: row.line) }
  }

  /// Returns whether all lines were taken.
  private static func forEachLine(of file: CSVFile, _ body: (ArraySlice<UInt8>) throws -> Bool) throws -> Bool {
    var rest: [UInt8] = []
    var number = 1
    while true {
      let chunk = try file.read()
      if chunk.isEmpty { break }
      var start = 0
      while let end = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) {
        if rest.isEmpty {
          guard try body(chunk[start..<end]) else { return false }
        } else {
          rest += chunk[start..<end]
          guard try body(rest[...]) else { return false }
          rest.removeAll(keepingCapacity: true)
        }
        number += 1
        start = end + 1
      }
      rest += chunk[start...]
      guard rest.count <= longestRow else { throw CSVError.endlessRow(line: number) }
    }
    return try rest.isEmpty || body(rest[...])
  }
}
