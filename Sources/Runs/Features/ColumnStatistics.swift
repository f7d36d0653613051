/// Mean, spread and range of the numbers of one column, in constant memory. Numbers that are not finite do not count.
struct ColumnStatistics {
  private(set) var count = 0
  private var runningMean = 0.0
  /// The sum of the squared differences from the mean (Welford 1962).
  private var squares = 0.0
  private var lowest = Double.infinity
  private var highest = -Double.infinity
  private var countAboveOne = 0

  mutating func add(_ value: Double) {
    guard value.isFinite else { return }
    count += 1
    let difference = value - runningMean
    runningMean += difference / Double(count)
    squares += difference * (value - runningMean)
    lowest = min(lowest, value)
    highest = max(highest, value)
    if value > 1 { countAboveOne += 1 }
  }

  /// All of these are NaN without numbers.
  var mean: Double { count > 0 ? runningMean : .nan }
  /// Standard deviation of the numbers themselves (divided by n).
  var deviation: Double { count > 0 ? (squares / Double(count)).squareRoot() : .nan }
  var minimum: Double { count > 0 ? lowest : .nan }
  var maximum: Double { count > 0 ? highest : .nan }
  /// Fraction of the numbers above 1.
  var shareAboveOne: Double { count > 0 ? Double(countAboveOne) / Double(count) : .nan }
}
