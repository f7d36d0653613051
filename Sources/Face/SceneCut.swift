import CKernels

/// Sees when a film cuts from one scene to another: almost the whole picture changes at once.
struct SceneCut {
  private static let columns = 16
  private static let rows = 12
  /// A cell has changed when its tone, less the picture's mean, moves by more. Grey levels.
  private static let change: Float = 22
  /// A cut changes at least so many of the cells. A head that moves close to the camera changes up to half of them.
  private static let share = 0.55

  private var cells: [Float]?

  /// Whether a picture begins another scene than the one before it. The first picture does not.
  mutating func isCut(_ luma: Picture) -> Bool {
    let samples = luma.thumbnail(rows: Self.rows, columns: Self.columns).values
    let mean = samples.reduce(0, +) / Float(samples.count)
    let latest = samples.map { $0 - mean }
    defer { cells = latest }
    guard let cells else { return false }
    let changed = zip(cells, latest).count { abs($0 - $1) > Self.change }
    return Double(changed) >= Self.share * Double(latest.count)
  }
}
