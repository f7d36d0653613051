import Numerics

/// Features over time, each with a trust.
public struct TrustedSeries {
  /// (T, D)
  public let values: Matrix
  /// (T, D), 0…1: how far each value is what it should be. The value of something that is not there must be finite, and is
  /// ignored at a trust of 0.
  public let trust: Matrix
  /// When each row was, ascending.
  public let seconds: [Double]

  public init(values: Matrix, trust: Matrix, seconds: [Double]) {
    precondition(
      values.rows == trust.rows && values.columns == trust.columns && seconds.count == values.rows,
      "(\(values.rows), \(values.columns)) values, (\(trust.rows), \(trust.columns)) trusts, \(seconds.count) times"
    )
    self.values = values
    self.trust = trust
    self.seconds = seconds
  }

  public var count: Int { seconds.count }

  /// Seconds from the row before, 0 for the first.
  func elapsed(at index: Int) -> Float {
    index == 0 ? 0 : Float(seconds[index] - seconds[index - 1])
  }
}
