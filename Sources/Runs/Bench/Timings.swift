/// Durations of repeated work.
struct Timings {
  /// In seconds, in order of time.
  private(set) var seconds: [Double] = []
  /// A clock, in seconds from any start.
  private let now: () -> Double

  /// - Parameter now: a clock, in seconds; by default wall time.
  init(now: @escaping () -> Double = Timings.wallSeconds) {
    self.now = now
  }

  /// Runs the work and adds its duration.
  mutating func time<Result>(_ body: () throws -> Result) rethrows -> Result {
    let start = now()
    let result = try body()
    seconds.append(now() - start)
    return result
  }

  /// Returns a quantile by linear interpolation between the sorted durations; nil without any.
  ///
  /// - Parameter share: 0 for the shortest, 1 for the longest.
  func quantile(_ share: Double) -> Double? { seconds.quantile(share) }

  private static let start = ContinuousClock.now

  /// Wall time.
  static func wallSeconds() -> Double { (ContinuousClock.now - start) / .seconds(1) }
}

extension [Double] {
  /// Returns a quantile by linear interpolation between the sorted values, as NumPy does by default; nil without values.
  ///
  /// - Parameter share: 0…1.
  func quantile(_ share: Double) -> Double? {
    guard !isEmpty else { return nil }
    let sorted = self.sorted()
    let place = share * Double(count - 1)
    let lower = Int(place)
    let upper = Swift.min(lower + 1, count - 1)
    return sorted[lower] + (place - Double(lower)) * (sorted[upper] - sorted[lower])
  }

  var median: Double? { quantile(0.5) }
}
