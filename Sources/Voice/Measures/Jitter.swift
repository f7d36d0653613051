/// Variation between neighbouring periods, as in Praat's `Get jitter`: mean differences over the mean period.
///
/// Counts periods of 0.1 to 20 ms, and neighbours of which the longer is at most 1.3 times the shorter.
struct Jitter {
  static let periods = 0.0001...0.02
  static let maxFactor = 1.3

  private(set) var period = Tally()
  private(set) var localDifference = Tally()
  private(set) var rapDifference = Tally()
  private(set) var ppq5Difference = Tally()

  /// Mean difference of neighbouring periods. Like the others, NaN with fewer than three differences.
  var local: Float { Float(localDifference.meanOfThreeOrMore / period.mean) }
  /// Relative average perturbation: mean difference between a period and the mean of the three around it.
  var rap: Float { Float(rapDifference.meanOfThreeOrMore / period.mean) }
  /// Five-point period perturbation quotient.
  var ppq5: Float { Float(ppq5Difference.meanOfThreeOrMore / period.mean) }

  /// Adds the latest period.
  ///
  /// - Parameter latest: durations of the latest five periods in seconds, newest last.
  mutating func add(_ latest: (Double, Double, Double, Double, Double)) {
    let (a, b, c, d, e) = latest
    guard Self.periods.contains(e) else { return }
    period.add(e)
    guard Self.areComparable(d, e) else { return }
    localDifference.add(abs(e - d))
    guard Self.areComparable(c, d) else { return }
    rapDifference.add(abs(d - (c + d + e) / 3))
    guard Self.areComparable(b, c), Self.areComparable(a, b) else { return }
    ppq5Difference.add(abs(c - (a + b + c + d + e) / 5))
  }

  static func areComparable(_ a: Double, _ b: Double) -> Bool {
    periods.contains(a) && periods.contains(b) && max(a, b) <= maxFactor * min(a, b)
  }

  /// Returns what was added since an earlier state.
  static func - (a: Jitter, b: Jitter) -> Jitter {
    var difference = a
    difference.period = a.period - b.period
    difference.localDifference = a.localDifference - b.localDifference
    difference.rapDifference = a.rapDifference - b.rapDifference
    difference.ppq5Difference = a.ppq5Difference - b.ppq5Difference
    return difference
  }
}
