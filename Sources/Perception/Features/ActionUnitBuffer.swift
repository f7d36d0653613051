import Face

/// The action units of a clip's faces while they wait for the clip's end, in about 70 bytes a frame.
struct ActionUnitBuffer {
  /// Readings of a face that is less sure are given out, but nothing is learnt from them.
  private static let trusted: Float = 0.5
  /// Steps of the kept readings to 1, more than are written.
  private static let steps: Float = 1000

  private struct Row {
    let seconds: Double
    let frame: Int32
    /// −1 where no face was seen.
    let id: Int32
    let confidence: Float
    let pose: (x: Float, y: Float, z: Float)
  }

  private var rows: [Row] = []
  /// (rows, 21)
  private var readings: [Int16] = []

  /// - Parameter units: of the sighting's face; nil where none was seen.
  mutating func append(_ sighting: FaceExtractor.Sighting, units: ActionUnits?) {
    let face = sighting.face
    rows.append(
      Row(
        seconds: sighting.seconds,
        frame: Int32(clamping: sighting.frame),
        id: face.map { Int32(clamping: $0.id) } ?? -1,
        confidence: Float(face?.confidence ?? 0),
        pose: face.map { (Float($0.pose.x), Float($0.pose.y), Float($0.pose.z)) } ?? (0, 0, 0)
      )
    )
    let values = units?.values ?? [Float](repeating: 0, count: ActionUnits.count)
    readings += values.map { Int16(min(max(($0 * Self.steps).rounded(), -32_767), 32_767)) }
  }

  /// Hands over every frame, or each of its faces, calibrated to what its face reads at rest over the whole clip.
  func give(population: NeutralReading, to handler: (ActionUnitExtractor.Sighting) throws -> Void) rethrows {
    let neutral = neutralFaces(population)
    for (index, row) in rows.enumerated() {
      let units = units(index)
      let face = neutral[row.id].map { neutral in
        ActionUnitExtractor.UnitReading(
          id: Int(row.id),
          confidence: Double(row.confidence),
          pose: HeadPose(x: Double(row.pose.x), y: Double(row.pose.y), z: Double(row.pose.z)),
          units: units,
          calibrated: neutral.calibrated(units)
        )
      }
      try handler(ActionUnitExtractor.Sighting(frame: Int(row.frame), seconds: row.seconds, face: face))
    }
  }

  /// By the faces' ids.
  private func neutralFaces(_ population: NeutralReading) -> [Int32: NeutralFace] {
    let seen = Dictionary(grouping: rows.indices.filter { rows[$0].id >= 0 }) { rows[$0].id }
    return seen.mapValues { indices in
      let trusted = indices.filter { rows[$0].confidence >= Self.trusted }
      return NeutralFace(seconds: trusted.map { rows[$0].seconds }, population: population) { unit in
        trusted.map { reading($0, unit.place) }
      }
    }
  }

  private func units(_ row: Int) -> ActionUnits {
    ActionUnits(values: (0..<ActionUnits.count).map { reading(row, $0) })
  }

  private func reading(_ row: Int, _ place: Int) -> Float {
    Float(readings[row * ActionUnits.count + place]) / Self.steps
  }
}
