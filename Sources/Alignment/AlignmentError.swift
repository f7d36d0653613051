/// Why two streams cannot be laid on each other.
public enum AlignmentError: Error, Equatable, CustomStringConvertible {
  /// One of the streams has no moment, or no trusted one.
  case empty
  /// The numbers are infinite, not numbers, or too large to be squared and added.
  case notFinite
  /// No monotone path through the band comes to this row, or a range lies outside the columns.
  case brokenBand(row: Int)

  public var description: String {
    switch self {
    case .empty: "there is nothing to align: a stream has no trusted moment"
    case .notFinite: "the streams' values are not finite: leave out the moments that could not be measured"
    case .brokenBand(let row): "no path through the band reaches row \(row): give it columns that follow the row before"
    }
  }
}
