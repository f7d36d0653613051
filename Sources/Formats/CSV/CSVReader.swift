import Glibc

/// Reads comma-separated values row by row: RFC 4180, with LF or CR LF line ends, with or without a byte order mark.
public enum CSVReader {
  /// Maximum bytes per row; the longest known rows have about 5,000.
  private static let maxRowBytes = 1 << 20
  private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// Calls `handler` with every row that is not blank, including the header, in order.
  ///
  /// - Parameters:
  ///   - path: a C string, which need not be UTF-8.
  ///   - checkCancellation: called repeatedly; throws to stop reading.
  ///   - handler: returns whether to continue.
  /// - Throws: `CSVError`, and any error of the closures.
  public static func read(
    path: UnsafePointer<CChar>,
    spaces: CSVParsedRow.Spaces,
    checkCancellation: @escaping () throws -> Void = {},
    handler: (CSVParsedRow) throws -> Bool
  ) throws {
    let file = try InputFile(path: path, checkCancellation: checkCancellation)
    var row = CSVParsedRow(spaces: spaces)
    var isFirst = true
    let isRead = try forEachLine(of: file) { bytes in
      let isComplete = row.append(isFirst && bytes.starts(with: byteOrderMark) ? bytes.dropFirst(3) : bytes)
      isFirst = false
      guard isComplete else {
        if row.bytes.count > maxRowBytes { throw CSVError.rowTooLong(line: row.line) }
        return true
      }
      return try row.isBlank || handler(row)
    }
    if isRead, row.isQuoteOpen { throw CSVError.openQuote(line: row.line) }
  }

  /// Calls `body` with each line until it returns false. Returns whether it took all lines.
  private static func forEachLine(of file: InputFile, _ body: (ArraySlice<UInt8>) throws -> Bool) throws -> Bool {
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
      guard rest.count <= maxRowBytes else { throw CSVError.rowTooLong(line: number) }
    }
    return try rest.isEmpty || body(rest[...])
  }
}

/// Why comma-separated values cannot be read, whatever their meaning. Lines count from 1, including the header.
public enum CSVError: Error, Equatable, Sendable {
  /// The file does not exist.
  case notFound
  /// Opening or reading failed with this errno.
  case unreadable(Int32)
  case directory
  case device
  /// No data arrived through the FIFO or pipe.
  case noWriter
  /// The row that begins on this line exceeds the maximum length.
  case rowTooLong(line: Int)
  /// The row that begins on this line has an unclosed quote.
  case openQuote(line: Int)

  /// Whether the file exists but cannot be read. Otherwise it is missing or its content is malformed.
  public var isUnreadable: Bool {
    switch self {
    case .unreadable, .directory, .device, .noWriter: true
    case .notFound, .rowTooLong, .openQuote: false
    }
  }
}

extension CSVError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notFound: "no such file"
    case .unreadable(let code): "cannot be read: \(String(cString: strerror(code)).lowercased())"
    case .directory: "is a directory"
    case .device: "is a device"
    case .noWriter: "no data arrived through the pipe"
    case .rowTooLong(let line): "line \(line): the row is too long"
    case .openQuote(let line): "line \(line): a quote is never closed"
    }
  }
}
