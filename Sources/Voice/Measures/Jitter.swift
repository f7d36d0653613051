/// How unequal neighbouring periods are, as Praat's `Get jitter`: mean differences over the mean period.
///
/// Periods count from 0.1 to 20 ms, and neighbours whose longer one is at most 1.3 times the shorter one.
struct Jitter {
  static let periods = 0.0001...0.02
  static let mostFactor = 1.3

  private(set) var period = Tally()
  private(set) var localDifference = Tally()
  private(set) var rapDifference = Tally()
  private(set) var ppq5Difference = Tally()

  /// Mean difference of two neighbouring periods; NaN, as all of them, of fewer than three differences.
  var local: Float { Float(localDifference.steadyMean / period.mean) }
  /// Relative average perturbation: mean difference of a period and the mean of three around it.
  var rap: Float { Float(rapDifference.steadyMean / period.mean) }
  /// Five-point period perturbation quotient.
  var ppq5: Float { Float(ppq5Difference.steadyMean / period.mean) }

  /// Takes the latest period into account.
  ///
  /// - Parameter latest: the durations of the latest five periods in seconds, newest last.
  mutating func add(_ latest: (Double, Double, Double, Double, Double)) {
    let (a, b, c, d, e) = latest
    guard Self.periods.contains(e) else { return }
    period.add(e)
    guard Self.areNeighbours(d, e) else { return }
    localDifference.add(abs(e - d))
    guard Self.areNeighbours(c, d) else { return }
    rapDifference.add(abs(d - (c + d + e) / 3))
    guard Self.areNeighbours(b, c), Self.areNeighbours(a, b) else { return }
    ppq5Difference.add(abs(c - (a + b + c + d + e) / 5))
  }

  static func areNeighbours(_ a: Double, _ b: Double) -> Bool {
    periods.contains(a) && periods.contains(b) && max(a, b) <= mostFactor * min(a, b)
  }

  /// What was added since an earlier state.
  static func - (a: Jitter, b: Jitter) -> Jitter {
    var rest = a
    rest.period = a.period - b.period
    rest.localDifference = a.localDifference - b.localDifference
    rest.rapDifference = a.rapDifference - b.rapDifference
    rest.ppq5Difference = a.ppq5Difference - b.ppq5Difference
    return rest
  }
}
