import Glibc
import System

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
    let file = try CSVFile(path: path, checkCancellation: checkCancellation)
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
      guard rest.count <= maxRowBytes else { throw CSVError.rowTooLong(line: number) }
    }
    return try rest.isEmpty || body(rest[...])
  }
}

/// The bytes of a table: a file, or a pipe, whose writer gets some seconds to start.
private final class CSVFile {
  /// Seconds to wait for the first byte of a pipe.
  private static let patience = 5.0
  private static let chunk = 1 << 16
  /// Milliseconds between two calls of `checkCancellation`.
  private static let step: Int32 = 100

  private let descriptor: Int32
  private let isPipe: Bool
  private var hasWriter = false
  private let checkCancellation: () throws -> Void

  /// Opens the file. Throws `CSVError`.
  ///
  /// - Parameters:
  ///   - path: a C string, which need not be UTF-8.
  ///   - checkCancellation: called repeatedly; throws to stop reading.
  init(path: UnsafePointer<CChar>, checkCancellation: @escaping () throws -> Void) throws {
    self.checkCancellation = checkCancellation
    // Without O_NONBLOCK, opening a FIFO would block until there is a writer.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR ? CSVError.notFound : .unreadable(errno)
    }
    let kind = FileStatus(descriptor: descriptor)?.kind
    isPipe = kind == .fifo
    guard isPipe || kind == .regular else {
      close(descriptor)
      throw kind == .directory ? CSVError.directory : .device
    }
  }

  deinit {
    close(descriptor)
  }

  /// Returns the next bytes; none at the end.
  func read() throws -> [UInt8] {
    if isPipe { try waitForWriter() }
    while true {
      try checkCancellation()
      var code: Int32 = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, count in
        let result = Glibc.read(descriptor, buffer.baseAddress!, buffer.count)
        code = result < 0 ? errno : 0
        count = max(0, result)
      }
      switch code {
      case 0: return bytes
      case EINTR: continue
      case EAGAIN: _ = hasSomething()
      default: throw CSVError.unreadable(code)
      }
    }
  }

  private func waitForWriter() throws {
    let deadline = ContinuousClock.now + .seconds(Self.patience)
    while !hasWriter {
      try checkCancellation()
      hasWriter = hasSomething()
      if !hasWriter, .now > deadline { throw CSVError.noWriter }
    }
  }

  /// Waits up to `step` and returns whether there are bytes to read, or the end.
  private func hasSomething() -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, Self.step) > 0
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
