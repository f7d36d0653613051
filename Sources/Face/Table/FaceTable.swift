import Formats
import System

/// A table of face measurements, or one row of it.
public struct FaceTableReference: Equatable, Sendable {
  public var path: ClipPath
  /// Content of the wanted row's first column; nil for the whole table.
  public var key: String?

  public init(path: ClipPath, key: String? = nil) {
    self.path = path
    self.key = key
  }
}

extension FaceTableReference: CustomStringConvertible {
  /// `FILE` or `FILE#KEY`.
  public var description: String {
    key.map { "\(path)#\($0)" } ?? path.description
  }
}

/// Reads face measurements from comma-separated values in OpenFace's format, row by row.
///
/// The header needs `AU01_r` … `AU45_r`; `AU01_c` … `AU45_c` with AU28, `timestamp`, `success`, `confidence`, `face_id`
/// and `x_0` … `y_67` are optional, other columns are ignored. Names and numbers may have quotes and spaces around
/// them; lines end in LF or CR LF.
public enum FaceTable {
  /// In a table without `success`, a row below this `confidence` shows no face.
  private static let minConfidence = 0.5

  /// Passes every row to the handler, in the file's order, or only the first one with the key. Checks every number used
  /// in these rows, even where no face is wanted.
  ///
  /// - Parameters:
  ///   - path: as the system takes it; need not be UTF-8.
  ///   - key: content of the wanted row's first column; nil for all rows.
  ///   - checkCancellation: called repeatedly; reading ends with the error it throws.
  /// - Throws: `FaceTableError`, and what the closures throw.
  public static func read(
    path: UnsafePointer<CChar>,
    key: String? = nil,
    checkCancellation: @escaping () throws -> Void = {},
    handler: (FaceTableRow) throws -> Void
  ) throws {
    var columns: FaceTableColumns?
    var isFound = false
    do {
      try CSVReader.read(path: path, spaces: .trimmed, checkCancellation: checkCancellation) { line in
        guard let columns else {
          columns = try FaceTableColumns(header: line)
          return true
        }
        if let key, !line.matches(key.utf8, in: 0) { return true }
        isFound = true
        try handler(row(line, columns))
        return key == nil
      }
    } catch let error as CSVError {
      throw FaceTableError.file(error)
    }
    if columns == nil { throw FaceTableError.empty }
    if let key, !isFound { throw FaceTableError.missingKey(key: key) }
  }

  private static func row(
    _ line: CSVParsedRow,
    _ columns: FaceTableColumns
  ) throws(FaceTableError) -> FaceTableRow {
    let seconds = try columns.number(columns.time, of: line)
    if columns.time != nil, seconds == nil {
      throw .notANumber(line: line.line, column: FaceTableColumns.timestamp, text: "")
    }
    return FaceTableRow(
      line: line.line,
      seconds: seconds,
      faceID: try columns.number(columns.faceID, of: line),
      face: try isFace(line, columns) ? face(line, columns) : nil
    )
  }

  private static func isFace(_ line: CSVParsedRow, _ columns: FaceTableColumns) throws(FaceTableError) -> Bool {
    let confidence = try columns.number(columns.confidence, of: line)
    if columns.success != nil { return try columns.number(columns.success, of: line) ?? 0 != 0 }
    return columns.confidence == nil || confidence ?? 0 >= minConfidence
  }

  /// Nil if a unit's cell is empty.
  private static func face(
    _ line: CSVParsedRow,
    _ columns: FaceTableColumns
  ) throws(FaceTableError) -> FaceTableRow.Face? {
    var intensities: [Float] = []
    intensities.reserveCapacity(columns.intensities.count)
    for column in columns.intensities {
      if let intensity = try columns.number(column, of: line) { intensities.append(Float(intensity)) }
    }
    var presences: [Float] = []
    for column in columns.presences {
      if let presence = try columns.number(column, of: line) { presences.append(Float(min(max(presence, 0), 1))) }
    }
    var points: [Point] = []
    points.reserveCapacity(columns.landmarks.count)
    for column in columns.landmarks {
      if let x = try columns.number(column.x, of: line), let y = try columns.number(column.y, of: line) {
        points.append(Point(x: x, y: y))
      }
    }
    guard intensities.count == columns.intensities.count else { return nil }
    return FaceTableRow.Face(
      intensities: intensities,
      presences: presences.count == columns.presences.count && !presences.isEmpty ? presences : nil,
      landmarks: points.count == Landmarks.count ? Landmarks(points) : nil
    )
  }
}

/// A row of a table of face measurements: a frame, or one of the faces in it.
public struct FaceTableRow: Equatable, Sendable {
  /// Starts at 1, including the header.
  public let line: Int
  /// On the clip's clock; nil if the table has no times.
  public let seconds: Double?
  /// Nil if the table has no face ids or the frame shows no face.
  public let faceID: Double?
  /// Nil if no face was found.
  public let face: Face?

  public struct Face: Equatable, Sendable {
    /// In the order of `ActionUnit`, as they are in the table.
    public let intensities: [Float]
    /// Presence of each unit, 0…1, in the order of `ActionUnit`, then of AU28; nil if not given.
    public let presences: [Float]?
    /// In pixels of the frame; nil if not given.
    public let landmarks: Landmarks?
  }
}

/// The table's columns, by OpenFace's names.
private struct FaceTableColumns {
  static let timestamp = "timestamp"

  /// Intensity of each action unit, in the order of `ActionUnit`.
  let intensities: [Int]
  /// Presence of each action unit, in the same order, then of AU28; empty unless all are there.
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
    let indices = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    var intensities: [Int] = []
    for unit in ActionUnit.allCases {
      let name = "\(unit.rawValue)_r"
      guard let index = indices[name] else { throw .missingColumn(name) }
      intensities.append(index)
    }
    self.intensities = intensities
    let presenceColumns = (ActionUnit.allCases.map(\.rawValue) + ["AU28"]).compactMap { indices["\($0)_c"] }
    presences = presenceColumns.count == ActionUnit.allCases.count + 1 ? presenceColumns : []
    time = indices[Self.timestamp]
    success = indices["success"]
    confidence = indices["confidence"]
    faceID = indices["face_id"]
    let points = (0..<Landmarks.count).compactMap { index in
      indices["x_\(index)"].flatMap { x in indices["y_\(index)"].map { (x: x, y: $0) } }
    }
    landmarks = points.count == Landmarks.count ? points : []
  }

  /// Returns the number in a column of a row; nil if the cell is empty or there is no such column. Throws
  /// `FaceTableError` if the row has no such cell or the cell holds no finite decimal number.
  func number(_ column: Int?, of row: CSVParsedRow) throws(FaceTableError) -> Double? {
    guard let column else { return nil }
    guard column < row.cellCount else { throw .missingCell(line: row.line, column: names[column]) }
    if row.isEmpty(column) { return nil }
    if let number = row.number(column) { return number }
    throw .notANumber(line: row.line, column: names[column], text: String(row.text(column).prefix(40)))
  }
}

/// Why a table of face measurements cannot be used. Line numbers start at 1, including the header.
public enum FaceTableError: Error, Equatable {
  /// The file cannot be read, or is not comma-separated values.
  case file(CSVError)
  /// There is no header.
  case empty
  /// A header without rows.
  case noRows
  /// The header lacks a required column.
  case missingColumn(String)
  /// Several rows, but no column with their times.
  case missingTimes
  /// A row ends before this column.
  case missingCell(line: Int, column: String)
  /// A cell that must hold a finite number does not.
  case notANumber(line: Int, column: String, text: String)
  /// A face's time is earlier than in the row before.
  case decreasingTime(line: Int)
  /// No row has this key in its first column.
  case missingKey(key: String)
}

extension FaceTableError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .empty: "the file is empty"
    case .noRows: "there is no row below the header"
    case .missingColumn(let column): "line 1: there is no column \(column)"
    case .missingTimes: "line 1: there is no column \(FaceTableColumns.timestamp), and several rows need one"
    case .missingCell(let line, let column): "line \(line): the row ends before column \(column)"
    case .notANumber(let line, let column, let text): "line \(line), column \(column): '\(text)' is not a finite number"
    case .decreasingTime(let line): "line \(line), column \(FaceTableColumns.timestamp): the time runs backwards"
    case .missingKey(let key): "no row has '\(key)' in its first column"
    }
  }
}
