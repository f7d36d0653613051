import Numerics

extension MouthMovement {
  /// The columns of `signal(_:)` from action units, where no landmarks are known, (pictures, 2): parted lips (AU25) and
  /// dropped jaw (AU26) together, and how fast that changes, a second. Whoever compares signals standardises them, so
  /// that the unit does not matter.
  ///
  /// - Parameter pictures: time and intensities in the order of `ActionUnit`.
  public static func signal(units pictures: [(seconds: Double, intensities: ArraySlice<Float>)]) -> Matrix {
    let signal = Matrix(rows: pictures.count, columns: columns)
    for (index, picture) in pictures.enumerated() {
      signal[index, 0] = opening.reduce(0) { $0 + picture.intensities[picture.intensities.startIndex + $1] }
      guard index > 0 else { continue }
      let elapsed = picture.seconds - pictures[index - 1].seconds
      signal[index, 1] = elapsed > 0 ? abs(signal[index, 0] - signal[index - 1, 0]) / Float(elapsed) : 0
    }
    if pictures.count > 1 { signal[0, 1] = signal[1, 1] }
    return signal
  }

  /// The places of AU25 and AU26 among all.
  private static let opening = [ActionUnit.au25, .au26].map { ActionUnit.allCases.firstIndex(of: $0)! }
}
