/// Sums and sums of squares of features over clips, for their means and variances.
public struct FeatureMoments: Equatable, Sendable {
  public private(set) var count = 0
  public private(set) var sums: [Double]
  public private(set) var squares: [Double]

  public init(width: Int) {
    sums = [Double](repeating: 0, count: width)
    squares = sums
  }

  /// Nil if the numbers are inconsistent.
  public init?(count: Int, sums: [Double], squares: [Double]) {
    guard count >= 0, sums.count == squares.count, (sums + squares).allSatisfy(\.isFinite) else { return nil }
    self.count = count
    self.sums = sums
    self.squares = squares
  }

  public mutating func add(_ values: some Collection<Float>) {
    precondition(values.count == sums.count, "\(values.count) values added to \(sums.count)")
    count += 1
    for (index, value) in values.enumerated() {
      sums[index] += Double(value)
      squares[index] += Double(value) * Double(value)
    }
  }

  /// The mean of a feature over the clips, and its variance.
  public func mean(_ index: Int) -> Double { sums[index] / Double(max(count, 1)) }
  public func variance(_ index: Int) -> Double {
    max(0, squares[index] / Double(max(count, 1)) - mean(index) * mean(index))
  }
}
