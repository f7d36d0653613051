import Glibc

/// Why comma-separated values cannot be read, whatever stands in them. Lines count from 1, the header included.
public enum CSVError: Error, Equatable, Sendable {
  /// There is no such file.
  case notFound
  /// The system refuses to open or read it, with this errno.
  case unreadable(Int32)
  case directory
  case device
  /// Nobody wrote into the FIFO or pipe.
  case noWriter
  /// The row that begins on this line is longer than any row.
  case endlessRow(line: Int)
  /// The row that begins on this line has a quoted cell that nothing closes.
  case openQuote(line: Int)

  /// Whether the file could not be had at all; otherwise there is none, or its content is at fault.
  public var isUnreadable: Bool {
    switch self {
    case .unreadable, .directory, .device, .noWriter: true
    case .notFound, .endlessRow, .openQuote: false
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
    case .noWriter: "nothing came through the pipe"
    case .endlessRow(let line): "line \(line) is too long for a row"
    case .openQuote(let line): "line \(line): a quote is opened and not closed"
    }
  }
}
