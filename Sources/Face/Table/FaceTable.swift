/// Reads face measurements from comma-separated values as OpenFace writes them, row by row.
///
/// The header needs `AU01_r` … `AU45_r`; `timestamp`, `success`, `confidence`, `face_id` and `x_0` … `y_67` are used when
/// they are there, everything else is passed over. Names and numbers may have quotes and spaces around them, lines end in
/// LF or CR LF.
public enum FaceTable {
  /// Below this `confidence` a row of a table without `success` shows no face.
  private static let leastConfidence = 0.5
  /// Bytes of a line, which of OpenFace has some 5,000.
  private static let longestLine = 1 << 20
  private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// Hands over every row, in the file's order. Every number that is used is checked, also where no face is wanted.
  ///
  /// - Parameters:
  ///   - path: as the system takes it; it need not be UTF-8.
  ///   - mayGoOn: called again and again; reading ends with what it throws.
  /// - Throws: `FaceTableError`, and what the closures throw.
  public static func read(
    path: UnsafePointer<CChar>,
    mayGoOn: @escaping () throws -> Void = {},
    handler: (FaceTableRow) throws -> Void
  ) throws {
    let file = try FaceTableFile(path: path, mayGoOn: mayGoOn)
    var columns: FaceTableColumns?
    var line = FaceTableLine()
    try forEachLine(of: file) { bytes in
      line.take(bytes.starts(with: byteOrderMark) && line.number == 0 ? bytes.dropFirst(3) : bytes)
      if line.isBlank { return }
      if let columns {
        try handler(row(line, columns))
      } else {
        columns = try FaceTableColumns(header: line)
      }
    }
    if columns == nil { throw FaceTableError.empty }
  }

  private static func forEachLine(of file: FaceTableFile, _ body: (ArraySlice<UInt8>) throws -> Void) throws {
    var rest: [UInt8] = []
    var number = 1
    while true {
      let chunk = try file.read()
      if chunk.isEmpty { break }
      var start = 0
      while let end = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) {
        if rest.isEmpty {
          try body(chunk[start..<end])
        } else {
          rest += chunk[start..<end]
          try body(rest[...])
          rest.removeAll(keepingCapacity: true)
        }
        number += 1
        start = end + 1
      }
      rest += chunk[start...]
      guard rest.count <= longestLine else { throw FaceTableError.endlessLine(line: number) }
    }
    if !rest.isEmpty { try body(rest[...]) }
  }

  private static func row(_ line: FaceTableLine, _ columns: FaceTableColumns) throws(FaceTableError) -> FaceTableRow {
    let seconds = try columns.number(columns.time, of: line)
    if columns.time != nil, seconds == nil {
      throw .notANumber(line: line.number, column: FaceTableColumns.timestamp, text: "")
    }
    return FaceTableRow(
      line: line.number,
      seconds: seconds,
      faceID: try columns.number(columns.faceID, of: line),
      face: try isFace(line, columns) ? face(line, columns) : nil
    )
  }

  private static func isFace(_ line: FaceTableLine, _ columns: FaceTableColumns) throws(FaceTableError) -> Bool {
    let confidence = try columns.number(columns.confidence, of: line)
    if columns.success != nil { return try columns.number(columns.success, of: line) ?? 0 != 0 }
    return columns.confidence == nil || confidence ?? 0 >= leastConfidence
  }

  /// Nil where a unit's cell is empty.
  private static func face(
    _ line: FaceTableLine,
    _ columns: FaceTableColumns
  ) throws(FaceTableError) -> FaceTableRow.Face? {
    var intensities: [Float] = []
    intensities.reserveCapacity(columns.intensities.count)
    for column in columns.intensities {
      if let intensity = try columns.number(column, of: line) { intensities.append(Float(intensity)) }
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
      landmarks: points.count == Landmarks.count ? Landmarks(points) : nil
    )
  }
}

/// A row of a table of face measurements: a picture, or one of the faces in it.
public struct FaceTableRow: Equatable, Sendable {
  /// From 1, the header included.
  public let line: Int
  /// On the clip's clock; nil when the table has no times.
  public let seconds: Double?
  /// Nil where the table names no faces, or the picture shows none.
  public let faceID: Double?
  /// Nil where no face was found.
  public let face: Face?

  public struct Face: Equatable, Sendable {
    /// In the order of `ActionUnit`, as they stand in the table.
    public let intensities: [Float]
    /// Pixels of the picture; nil where they are not given.
    public let landmarks: Landmarks?
  }
}
