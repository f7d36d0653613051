import Face

/// Buffers the action units of a clip's faces until the end of the clip, in about 70 bytes a frame.
struct ActionUnitBuffer {
  /// Readings below this face confidence are emitted, but do not enter the neutral face.
  private static let trusted: Float = 0.5
  /// Quantization steps per unit of intensity, finer than the output.
  private static let steps: Float = 1000

  private struct Row {
    let seconds: Double
    let frame: Int32
    /// −1 without a face.
    let id: Int32
    let confidence: Float
    let pose: (x: Float, y: Float, z: Float)
    /// A bit for each hidden region.
    let hidden: UInt8
  }

  private var rows: [Row] = []
  /// (rows, 21)
  private var readings: [Int16] = []

  /// - Parameter units: of the frame's face; nil if there is none.
  mutating func append(_ reading: FaceExtractor.FrameReading, units: ActionUnits?) {
    let face = reading.face
    rows.append(
      Row(
        seconds: reading.seconds,
        frame: Int32(clamping: reading.frame),
        id: face.map { Int32(clamping: $0.id) } ?? -1,
        confidence: Float(face?.confidence ?? 0),
        pose: face.map { (Float($0.pose.x), Float($0.pose.y), Float($0.pose.z)) } ?? (0, 0, 0),
        hidden: FaceRegion.allCases.filter { units?.isHidden($0) ?? false }.reduce(0) { $0 | 1 << $1.rawValue }
      )
    )
    let values = units?.values ?? [Float](repeating: 0, count: ActionUnits.count)
    readings += values.map { Int16(min(max(($0 * Self.steps).rounded(), -32_767), 32_767)) }
  }

  /// Passes every frame, or each of its faces, to `handler`, with the units calibrated to the neutral face of the whole
  /// clip.
  func emit(population: NeutralReading, to handler: (ActionUnitExtractor.FrameReading) throws -> Void) rethrows {
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
      try handler(ActionUnitExtractor.FrameReading(frame: Int(row.frame), seconds: row.seconds, face: face))
    }
  }

  /// By face id.
  private func neutralFaces(_ population: NeutralReading) -> [Int32: NeutralFace] {
    let rowsByID = Dictionary(grouping: rows.indices.filter { rows[$0].id >= 0 }) { rows[$0].id }
    return rowsByID.mapValues { indices in
      let trusted = indices.filter { rows[$0].confidence >= Self.trusted }
      return NeutralFace(seconds: trusted.map { rows[$0].seconds }, population: population) { unit in
        trusted.filter { !isHidden(unit.region, in: rows[$0]) }.map { reading($0, unit.index) }
      }
    }
  }

  private func units(_ row: Int) -> ActionUnits {
    ActionUnits(
      values: (0..<ActionUnits.count).map { reading(row, $0) },
      cover: FaceRegion.allCases.map { isHidden($0, in: rows[row]) ? 1 : -1 }
    )
  }

  private func isHidden(_ region: FaceRegion, in row: Row) -> Bool { row.hidden & 1 << region.rawValue != 0 }

  private func reading(_ row: Int, _ index: Int) -> Float {
    Float(readings[row * ActionUnits.count + index]) / Self.steps
  }
}
