/// The tones of a frame on a coarse grid, less the frame's mean: what tells a cut, and somebody's entrance, from the
/// flicker of light.
struct SceneCells {
  private static let (rows, columns) = (12, 16)
  /// Minimum change of a cell, in grey levels.
  private static let change: Float = 22
  /// Minimum fraction of the cells that a cut changes. A head that moves close to the camera changes up to half of
  /// them.
  private static let cutShare = 0.55

  /// (12 · 16) grey levels, row by row.
  private let tones: [Float]
  /// Of a cell, in pixels.
  private let (width, height): (Double, Double)

  init(of luma: Image) {
    let samples = luma.thumbnail(rows: Self.rows, columns: Self.columns).values
    let mean = samples.reduce(0, +) / Float(samples.count)
    tones = samples.map { $0 - mean }
    (width, height) = (Double(luma.width) / Double(Self.columns), Double(luma.height) / Double(Self.rows))
  }

  /// The middles of the cells that differ from another frame's, in pixels.
  func changes(from other: SceneCells) -> [Point] {
    tones.indices.filter { abs(tones[$0] - other.tones[$0]) > Self.change }.map { cell in
      Point(x: (Double(cell % Self.columns) + 0.5) * width, y: (Double(cell / Self.columns) + 0.5) * height)
    }
  }

  /// Whether a new scene starts with this frame: almost the whole picture differs from the previous one.
  func isCut(from previous: SceneCells) -> Bool {
    Double(changes(from: previous).count) >= Self.cutShare * Double(tones.count)
  }
}
