import Formats

/// Why a table of face measurements cannot be used. Lines count from 1, the header included.
public enum FaceTableError: Error, Equatable {
  /// The file cannot be had, or is no comma-separated values.
  case file(CSVError)
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
  /// No row has this in its first column.
  case noSuchRow(key: String)
}

extension FaceTableError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .empty: "the file is empty"
    case .noRows: "there is no row below the header"
    case .missingColumn(let column): "line 1: there is no column \(column)"
    case .timeless: "line 1: there is no column \(FaceTableColumns.timestamp), and several rows need one"
    case .missingCell(let line, let column): "line \(line): the row ends before column \(column)"
    case .notANumber(let line, let column, let text): "line \(line), column \(column): '\(text)' is no finite number"
    case .backwards(let line): "line \(line), column \(FaceTableColumns.timestamp): the time runs backwards"
    case .noSuchRow(let key): "no row has '\(key)' in its first column"
    }
  }
}
