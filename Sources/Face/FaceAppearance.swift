import CKernels

/// What a face looks like from afar: its colours in a coarse grid, brows to chin with hair and neck, upright. Enough to
/// tell the people of one scene apart, not to know anybody again elsewhere.
struct FaceAppearance {
  private static let side = 8
  /// The grid over the landmark network's crop.
  private static let width = 1.15

  /// (8 · 8 · 3) colours less the mean grey, of length 1.
  private var values: [Float]

  init(of landmarks: Landmarks, in colours: Picture) {
    let crop = FaceCrop.landmarks(around: landmarks).scaled(by: Self.width)
    let cells = colours.sample(crop.grid(size: Self.side), rows: Self.side, columns: Self.side).values
    let mean = cells.reduce(0, +) / Float(cells.count)
    let length = max(1, cells.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot())
    values = cells.map { ($0 - mean) / length }
  }

  /// Correlation of the colours, −1…1.
  func likeness(to other: FaceAppearance) -> Double {
    Double(zip(values, other.values).reduce(0) { $0 + $1.0 * $1.1 })
  }

  /// Moves a share of the way to what was seen last, as light and pose change.
  mutating func adapt(to latest: FaceAppearance, share: Float) {
    values = zip(values, latest.values).map { $0 + share * ($1 - $0) }
    let length = max(1e-6, values.reduce(0) { $0 + $1 * $1 }.squareRoot())
    values = values.map { $0 / length }
  }
}
