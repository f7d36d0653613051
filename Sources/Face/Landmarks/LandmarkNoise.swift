import Foundation

/// A running estimate of the noise of landmark readings, independent from frame to frame, for the head's motion and
/// each part of the face.
///
/// Compares a reading with the straight line through the two before it. A movement continues, and departs from that
/// line in few frames but by far. The estimate therefore uses percentiles of the squared difference below its largest
/// values, and a movement of one second has hardly any effect.
struct LandmarkNoise: Sendable {
  /// Time constant of the percentiles, in seconds.
  private static let seconds = 1.0
  /// Initial standard deviation and its bounds, in face sizes.
  private static let start = 0.005
  private static let bounds = 0.0008...0.016
  /// Ratio of the percentiles if all points of a part have the same error; it falls to 1 as their errors become
  /// independent.
  private static let maxSpread = 2.5
  private static let spreadExponent = 1.3

  /// Percentiles of a coordinate's squared noise, for the head's motion and each part, in squared pixels.
  private var percentiles: [(low: RunningPercentile, high: RunningPercentile)] = []
  /// The two previous readings, the latest first, and the time between them.
  private var readings: [FaceMotion.Field] = []
  private var elapsedBefore = 0.0

  /// A level that the mean squared noise of a part's coordinates stays near, or rarely exceeds by far, in squared
  /// pixels. The more independent the errors of the points, the less their mean varies and the lower it is.
  func level(_ part: Int) -> Double {
    let (low, high) = (percentiles[part].low.value, percentiles[part].high.value)
    let spread = min(max(high / low, 1) / Self.maxSpread, 1)
    return low * pow(spread, Self.spreadExponent)
  }

  /// - Parameters:
  ///   - reading: the landmarks, (68), in pixels.
  ///   - elapsed: seconds since the previous reading.
  mutating func observe(_ reading: FaceMotion.Field, after elapsed: Double, motion: FaceMotion) {
    if percentiles.isEmpty {
      let variance = pow(Self.start * motion.size, 2)
      let pair = (RunningPercentile(0.3, start: variance), RunningPercentile(0.7, start: 2 * variance))
      percentiles = Array(repeating: pair, count: FaceMotion.count)
    }
    if readings.count == 2 { update(from: reading, after: elapsed, motion: motion) }
    readings = [reading] + readings.prefix(1)
    elapsedBefore = elapsed
  }

  private mutating func update(from reading: FaceMotion.Field, after elapsed: Double, motion: FaceMotion) {
    let ratio = elapsed / elapsedBefore
    let (last, first) = (readings[0], readings[1])
    let differences = reading.indices.map { reading[$0] - last[$0] - ratio * (last[$0] - first[$0]) }
    // Sum of the three readings' variances, weighted as in the line.
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

/// Tracks a percentile of positive values in steps of their logarithm.
private struct RunningPercentile: Sendable {
  private(set) var value: Double
  private let share: Double

  init(_ share: Double, start: Double) {
    self.share = share
    value = start
  }

  /// - Parameter rate: adaptation rate, 0…1; a step is at most twice that, in natural logarithms.
  mutating func observe(_ sample: Double, rate: Double, bounds: ClosedRange<Double>) {
    let excess = min(max(log(sample / value + 1e-9), -1), 1)
    let weight = excess > 0 ? share : 1 - share
    value = min(max(value * exp(2 * rate * weight * excess), bounds.lowerBound), bounds.upperBound)
  }
}
