/// A speaker's action units at rest, learnt from a clip.
///
/// Faces differ at rest: naturally upturned mouth corners read as a smile. A unit's reading in the calmest twentieth of
/// a clip is the speaker's own rest, if the clip is long enough to contain it; for shorter clips, and for a face that
/// never rests, the population bounds it.
public struct NeutralFace: Equatable, Sendable {
  /// The quantile of a unit's readings that counts as rest.
  private static let quantile: Float = 0.05
  /// Number of readings at which the speaker's own rest weighs as much as the population's.
  private static let priorReadings: Float = 8
  /// Maximum number of readings counted per second; more add no information.
  private static let readingsPerSecond = 10.0
  /// Maximum distance of a speaker's rest from the population's, in spreads between speakers. Smaller above than below:
  /// a smile that lasts the whole clip must not pass for rest.
  private static let reach: (below: Float, above: Float) = (2, 1)

  /// (17) in the order of `ActionUnit.allCases`.
  public let values: [Float]

  /// Learns from the frames in which the face was reliably seen.
  ///
  /// - Parameters:
  ///   - seconds: their times, ascending.
  ///   - readings: a unit's readings in these frames.
  ///   - population: neutral faces.
  public init(seconds: [Double], population: NeutralReading, readings: (ActionUnit) -> [Float]) {
    let count = Self.count(seconds)
    let share = count / (count + Self.priorReadings)
    values = ActionUnit.allCases.map { unit in
      let (mean, spread) = (population.mean[unit.index], population.spread[unit.index])
      guard let own = Self.quantile(of: readings(unit)) else { return mean }
      let bounds = (mean - Self.reach.below * spread, mean + Self.reach.above * spread)
      return min(max(mean + share * (own - mean), bounds.0), bounds.1)
    }
  }

  /// Returns the units on the scale 0…5 from the speaker's rest.
  public func calibrated(_ units: ActionUnits) -> ActionUnits {
    let rest = values + ActionUnits.Half.allCases.map { values[$0.unit.index] }
    return ActionUnits(values: zip(units.values, rest).map { min(max($0 - $1, 0), 5) })
  }

  /// Number of readings, at most `readingsPerSecond` of those that follow closely.
  private static func count(_ seconds: [Double]) -> Float {
    guard !seconds.isEmpty else { return 0 }
    return Float(zip(seconds, seconds.dropFirst()).reduce(1) { $0 + min(max(readingsPerSecond * ($1.1 - $1.0), 0), 1) })
  }

  /// Interpolates linearly between neighbouring readings; nil without readings.
  private static func quantile(of readings: [Float]) -> Float? {
    let sorted = readings.sorted()
    guard let last = sorted.last else { return nil }
    let position = quantile * Float(sorted.count - 1)
    let index = Int(position)
    return index + 1 < sorted.count
      ? sorted[index] + (position - Float(index)) * (sorted[index + 1] - sorted[index]) : last
  }
}

/// Action units of neutral faces in the population: their mean, and their spread between speakers.
public struct NeutralReading: Equatable, Sendable {
  /// (17) in the order of `ActionUnit.allCases`.
  public let mean: [Float]
  public let spread: [Float]

  public init(mean: [Float], spread: [Float]) {
    self.mean = mean
    self.spread = spread
  }
}
