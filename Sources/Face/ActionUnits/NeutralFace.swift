/// A speaker's action units at rest, learnt from a clip.
///
/// Faces differ at rest: naturally upturned mouth corners read as a smile, high brows as raised ones. A low quantile of a
/// unit's readings in a clip is the speaker's own rest, if the clip is long enough to contain it; for shorter clips, and
/// for a face that never rests, the population bounds it. How low a quantile, and how tight a bound, depends on how long
/// people hold the unit: a smile may fill a clip, while brows that are always high were never raised.
public struct NeutralFace: Equatable, Sendable {
  /// The quantile of a unit's readings that counts as rest: for one that may last, and for one that does not.
  private static let quantile: (lasting: Float, fleeting: Float) = (0.05, 0.3)
  /// Number of readings at which the speaker's own rest weighs as much as the population's.
  private static let priorReadings: Float = 8
  /// Maximum number of readings counted per second; more add no information.
  private static let readingsPerSecond = 10.0
  /// Maximum distance of a speaker's rest from the population's, in spreads between speakers: below it, and above it for
  /// a unit that may last and for one that does not. A smile that lasts the whole clip must not pass for rest.
  private static let reach: (below: Float, lasting: Float, fleeting: Float) = (2, 1, 6)

  /// (17) in the order of `ActionUnit.allCases`.
  public let values: [Float]

  /// Learns from the frames in which the face was reliably seen.
  ///
  /// - Parameters:
  ///   - seconds: their times, ascending.
  ///   - readings: a unit's readings in those of these frames in which its region is not hidden.
  ///   - population: neutral faces.
  public init(seconds: [Double], population: NeutralReading, readings: (ActionUnit) -> [Float]) {
    let count = Self.count(seconds)
    values = ActionUnit.allCases.map { unit in
      let (mean, spread) = (population.mean[unit.index], population.spread[unit.index])
      let readings = readings(unit)
      guard let own = Self.quantile(unit.mayLast ? Self.quantile.lasting : Self.quantile.fleeting, of: readings) else {
        return mean
      }
      let seen = count * Float(readings.count) / Float(max(seconds.count, 1))
      let share = seen / (seen + Self.priorReadings)
      let above = unit.mayLast ? Self.reach.lasting : Self.reach.fleeting
      return min(max(mean + share * (own - mean), mean - Self.reach.below * spread), mean + above * spread)
    }
  }

  /// Returns the units on the scale 0…5 from the speaker's rest.
  public func calibrated(_ units: ActionUnits) -> ActionUnits {
    let rest = values + ActionUnits.Half.allCases.map { values[$0.unit.index] }
    return ActionUnits(values: zip(units.values, rest).map { min(max($0 - $1, 0), 5) }, cover: units.cover)
  }

  /// Number of readings, at most `readingsPerSecond` of those that follow closely.
  private static func count(_ seconds: [Double]) -> Float {
    guard !seconds.isEmpty else { return 0 }
    return Float(zip(seconds, seconds.dropFirst()).reduce(1) { $0 + min(max(readingsPerSecond * ($1.1 - $1.0), 0), 1) })
  }

  /// Interpolates linearly between neighbouring readings; nil without readings.
  private static func quantile(_ share: Float, of readings: [Float]) -> Float? {
    let sorted = readings.sorted()
    guard let last = sorted.last else { return nil }
    let position = share * Float(sorted.count - 1)
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
