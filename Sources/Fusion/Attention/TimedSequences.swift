import Numerics

/// Rows of features, each at an instant: one sequence, or several stacked vertically.
public struct TimedSequences {
  /// (rows, channels)
  public let rows: Matrix
  /// In seconds, one per row. Sequences that attend to each other share a clock.
  public let instants: [Double]
  /// The rows of each sequence; a sequence may be empty.
  public let ranges: [Range<Int>]

  public init(_ rows: Matrix, at instants: [Double], ranges: [Range<Int>]) {
    precondition(instants.count == rows.rows, "\(instants.count) instants for \(rows.rows) rows")
    precondition(ranges.allSatisfy { $0.upperBound <= rows.rows }, "a sequence goes beyond \(rows.rows) rows")
    self.rows = rows
    self.instants = instants
    self.ranges = ranges
  }

  /// A single sequence.
  public init(_ rows: Matrix, at instants: [Double]) {
    self.init(rows, at: instants, ranges: [0..<rows.rows])
  }
}
