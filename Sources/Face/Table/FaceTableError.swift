import Foundation

/// Why a table of face measurements cannot be used. Lines count from 1, the header included.
public enum FaceTableError: Error, Equatable {
  /// There is no such file.
  case notFound
  /// The system refuses to open or read it, with this errno.
  case unreadable(Int32)
  case directory
  case device
  /// Nobody wrote into the FIFO or pipe.
  case noWriter
  /// There is not even a header.
  case empty
  /// A header and no rows.
  case noRows
  /// The header lacks a column that is needed.
  case missingColumn(String)
  /// Several rows without a column that tells their times.
  case timeless
  /// A row ends before this column.
  case missingCell(line: Int, column: String)
  /// A cell that must hold a finite number and does not.
  case notANumber(line: Int, column: String, text: String)
  /// A face's time is earlier than in the row before.
  case backwards(line: Int)
  /// A line is longer than any row.
  case endlessLine(line: Int)

  /// Whether the file could not be had at all; otherwise its content is at fault.
  public var isUnreadable: Bool {
    switch self {
    case .unreadable, .directory, .device, .noWriter: true
    default: false
    }
  }
}

extension FaceTableError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notFound: "no such file"
    case .unreadable(let code): "cannot be read: \(String(cString: strerror(code)).lowercased())"
    case .directory: "is a directory"
    case .device: "is a device"
    case .noWriter: "nothing came through the pipe"
    case .empty: "the file is empty"
    case .noRows: "there is no row below the header"
    case .missingColumn(let column): "line 1: there is no column \(column)"
    case .timeless: "line 1: there is no column \(FaceTableColumns.timestamp), and several rows need one"
    case .missingCell(let line, let column): "line \(line): the row ends before column \(column)"
    case .notANumber(let line, let column, let text): "line \(line), column \(column): '\(text)' is no finite number"
    case .backwards(let line): "line \(line), column \(FaceTableColumns.timestamp): the time runs backwards"
    case .endlessLine(let line): "line \(line) is too long for a row"
    }
  }
}
