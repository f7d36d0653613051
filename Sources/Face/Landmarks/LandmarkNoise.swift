import Foundation

/// A running estimate of the noise of landmark readings, from frame to frame independent of each other, for the head's
/// motion and each part of the face.
///
/// A reading is held against the straight line through the two before it. A movement goes on for a while and leaves that
/// line in few frames, but far: therefore the estimate is made of percentiles of the squared difference below its
/// greatest values, and a movement of a second goes as good as unnoticed.
struct LandmarkNoise: Sendable {
  /// How fast the percentiles follow. Seconds.
  private static let seconds = 1.0
  /// Where the standard deviation starts, and its bounds, in sizes of the face.
  private static let start = 0.005
  private static let bounds = 0.0008...0.016
  /// The ratio of the percentiles when all points of a part err alike; it falls to 1 the more independent they are.
  private static let maxSpread = 2.5
  private static let spreadExponent = 1.3

  /// Percentiles of a squared coordinate's noise, for the head's motion and each part. Squared pixels.
  private var percentiles: [(low: RunningPercentile, high: RunningPercentile)] = []
  /// The two readings before, the later one first, and the time between them.
  private var readings: [FaceMotion.Field] = []
  private var elapsedBefore = 0.0

  /// A level that the mean squared noise of a part's coordinates stays near, or seldom exceeds by far. The more
  /// independently the points err, the less their mean varies, and the lower it is. Squared pixels.
  func level(_ part: Int) -> Double {
    let (low, high) = (percentiles[part].low.value, percentiles[part].high.value)
    let spread = min(max(high / low, 1) / Self.maxSpread, 1)
    return low * pow(spread, Self.spreadExponent)
  }

  /// - Parameters:
  ///   - reading: the landmarks, (68). Pixels.
  ///   - elapsed: seconds since the reading before.
  mutating func observe(_ reading: FaceMotion.Field, after elapsed: Double, motion: FaceMotion) {
    if percentiles.isEmpty {
      let variance = pow(Self.start * motion.size, 2)
      let pair = (RunningPercentile(0.3, start: variance), RunningPercentile(0.7, start: 2 * variance))
      percentiles = Array(repeating: pair, count: FaceMotion.count)
    }
    if readings.count == 2 { learn(from: reading, after: elapsed, motion: motion) }
    readings = [reading] + readings.prefix(1)
    elapsedBefore = elapsed
  }

  private mutating func learn(from reading: FaceMotion.Field, after elapsed: Double, motion: FaceMotion) {
    let ratio = elapsed / elapsedBefore
    let (last, first) = (readings[0], readings[1])
    let differences = reading.indices.map { reading[$0] - last[$0] - ratio * (last[$0] - first[$0]) }
    // The variances of three readings, as the line weighs them.
    let gathered = 1 + (1 + ratio) * (1 + ratio) + ratio * ratio
    let rate = 1 - exp(-elapsed / Self.seconds)
    let (minimum, maximum) = (
      pow(Self.bounds.lowerBound * motion.size, 2), pow(Self.bounds.upperBound * motion.size, 2)
    )
    for (part, energy) in motion.split(differences).energies.enumerated() {
      percentiles[part].low.observe(energy / gathered, rate: rate, bounds: minimum...maximum)
      percentiles[part].high.observe(energy / gathered, rate: rate, bounds: minimum...4 * maximum)
    }
  }
}

/// Follows a percentile of positive values by steps of their logarithm.
private struct RunningPercentile: Sendable {
  private(set) var value: Double
  private let share: Double

  init(_ share: Double, start: Double) {
    self.share = share
    value = start
  }

  /// - Parameter rate: of the way to go, 0…1; a step is twice that at most, in natural logarithms.
  mutating func observe(_ sample: Double, rate: Double, bounds: ClosedRange<Double>) {
    let excess = min(max(log(sample / value + 1e-9), -1), 1)
    let weight = excess > 0 ? share : 1 - share
    value = min(max(value * exp(2 * rate * weight * excess), bounds.lowerBound), bounds.upperBound)
  }
}
