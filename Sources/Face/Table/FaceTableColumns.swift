/// Which columns of a table hold what, by OpenFace's names.
struct FaceTableColumns {
  static let timestamp = "timestamp"

  /// Of each action unit's intensity, in the order of `ActionUnit`.
  let intensities: [Int]
  let time: Int?
  let success: Int?
  let confidence: Int?
  let faceID: Int?
  /// x and y of each landmark; empty unless all are there.
  let landmarks: [(x: Int, y: Int)]
  private let names: [String]

  /// Reads the header. Throws `FaceTableError`.
  init(header: FaceTableLine) throws(FaceTableError) {
    names = header.cells.indices.map(header.text)
    let places = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    var intensities: [Int] = []
    for unit in ActionUnit.allCases {
      let name = "\(unit.rawValue)_r"
      guard let place = places[name] else { throw .missingColumn(name) }
      intensities.append(place)
    }
    self.intensities = intensities
    time = places[Self.timestamp]
    success = places["success"]
    confidence = places["confidence"]
    faceID = places["face_id"]
    let points = (0..<Landmarks.count).compactMap { index in
      places["x_\(index)"].flatMap { x in places["y_\(index)"].map { (x: x, y: $0) } }
    }
    landmarks = points.count == Landmarks.count ? points : []
  }

  /// The number in a column of a row; nil when the cell is empty or there is no such column.
  func number(_ column: Int?, of row: FaceTableLine) throws(FaceTableError) -> Double? {
    guard let column else { return nil }
    return try row.number(in: column, column: names[column])
  }
}
