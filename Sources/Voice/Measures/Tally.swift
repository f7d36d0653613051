/// A sum and how many were added.
struct Tally: Equatable {
  var sum = 0.0
  var count = 0.0

  mutating func add(_ value: Double) {
    sum += value
    count += 1
  }

  /// NaN of fewer than three: one or two differences tell little of a voice.
  var steadyMean: Double { count >= 3 ? mean : .nan }

  /// NaN of nothing.
  var mean: Double { count > 0 ? sum / count : .nan }

  static func - (a: Tally, b: Tally) -> Tally { Tally(sum: a.sum - b.sum, count: a.count - b.count) }
}
