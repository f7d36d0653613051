import CKernels
import Numerics

/// Each bin's minimum over the last 1.2 s or so, kept by stretches (Martin, "Spectral subtraction based on minimum
/// statistics", 1994), of a spectrum that it smooths over time.
final class RunningMinimum {
  /// The minimum covers this many stretches.
  static let partCount = 8
  /// Frames of a stretch.
  static let partLength = 15
  private static let memory: Float = 0.9

  /// The smoothed spectrum.
  let smooth: Matrix
  /// Its minimum.
  let least: Matrix
  private let current: Matrix
  private let parts: Matrix
  private var count = 0

  init(bins: Int) {
    smooth = Matrix(rows: 1, columns: bins)
    least = Matrix(rows: 1, columns: bins)
    current = Matrix(rows: 1, columns: bins)
    parts = Matrix(rows: Self.partCount, columns: bins)
  }

  /// Begins as if `minimum` had been there all the time.
  func start(_ minimum: Matrix) {
    for matrix in [smooth, least, current] { _ = matrix.elements.update(fromContentsOf: minimum.elements) }
    for part in 0..<parts.rows { _ = parts.row(part).update(fromContentsOf: minimum.elements) }
    count = 0
  }

  /// Takes the next spectrum; its smoothing and the minimum are then in `smooth` and `least`.
  func add(_ values: Matrix, floor: Float) {
    let bins = values.columns
    ck_smooth_minimum(values.pointer, Self.memory, floor, smooth.pointer, current.pointer, least.pointer, bins)
    count += 1
    guard count.isMultiple(of: Self.partLength) else { return }
    _ = parts.row(count / Self.partLength % Self.partCount).update(fromContentsOf: current.elements)
    for bin in 0..<bins {
      var minimum = parts.pointer[bin]
      for part in 1..<Self.partCount { minimum = min(minimum, parts.pointer[part * bins + bin]) }
      least.pointer[bin] = minimum
      current.pointer[bin] = max(smooth.pointer[bin], floor)
    }
  }
}
