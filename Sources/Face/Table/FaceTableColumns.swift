import Formats

/// Which columns of a table hold what, by OpenFace's names.
struct FaceTableColumns {
  static let timestamp = "timestamp"

  /// Of each action unit's intensity, in the order of `ActionUnit`.
  let intensities: [Int]
  /// Of each unit's presence, likewise and AU28 at the end; empty unless all are there.
  let presences: [Int]
  let time: Int?
  let success: Int?
  let confidence: Int?
  let faceID: Int?
  /// x and y of each landmark; empty unless all are there.
  let landmarks: [(x: Int, y: Int)]
  private let names: [String]

  /// Reads the header. Throws `FaceTableError`.
  init(header: CSVParsedRow) throws(FaceTableError) {
    names = (0..<header.cellCount).map(header.text)
    let places = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    var intensities: [Int] = []
    for unit in ActionUnit.allCases {
      let name = "\(unit.rawValue)_r"
      guard let place = places[name] else { throw .missingColumn(name) }
      intensities.append(place)
    }
    self.intensities = intensities
    let present = (ActionUnit.allCases.map(\.rawValue) + ["AU28"]).compactMap { places["\($0)_c"] }
    presences = present.count == ActionUnit.allCases.count + 1 ? present : []
    time = places[Self.timestamp]
    success = places["success"]
    confidence = places["confidence"]
    faceID = places["face_id"]
    let points = (0..<Landmarks.count).compactMap { index in
      places["x_\(index)"].flatMap { x in places["y_\(index)"].map { (x: x, y: $0) } }
    }
    landmarks = points.count == Landmarks.count ? points : []
  }

  /// The number in a column of a row; nil when the cell is empty or there is no such column. Throws `FaceTableError` when
  /// the row has no such cell or no finite decimal number in it.
  func number(_ column: Int?, of row: CSVParsedRow) throws(FaceTableError) -> Double? {
    guard let column else { return nil }
    guard column < row.cellCount else { throw .missingCell(line: row.line, column: names[column]) }
    if row.isEmpty(column) { return nil }
    if let number = row.number(column) { return number }
    throw .notANumber(line: row.line, column: names[column], text: String(row.text(column).prefix(40)))
  }
}

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
