/// What a person's action units read while the face shows nothing, learnt from a clip.
///
/// Faces differ at rest: mouth corners that point up by nature read as a smile. What a unit reads in the calmest twentieth
/// of a clip tells the person's own rest, as far as the clip is long enough to contain it; where it is not, and for a face
/// that never rests, strangers' faces bound it.
public struct NeutralFace: Equatable, Sendable {
  /// The share of the frames that read less than a person at rest.
  private static let quantile: Float = 0.05
  /// Readings for which the person's own rest counts as much as what strangers read at rest.
  private static let priorReadings: Float = 8
  /// Readings a second that count; more tell nothing new.
  private static let readingsPerSecond = 10.0
  /// How far a person's rest may lie from strangers', in the spread from person to person. Above less than below: a smile
  /// that lasts the whole clip must not be taken for rest.
  private static let reach: (below: Float, above: Float) = (2, 1)

  /// (17) in the order of `ActionUnit.allCases`.
  public let values: [Float]

  /// Learns from the frames in which the face was surely seen.
  ///
  /// - Parameters:
  ///   - seconds: their times, ascending.
  ///   - readings: what a unit read in each of them.
  ///   - population: faces at rest.
  public init(seconds: [Double], population: NeutralReading, readings: (ActionUnit) -> [Float]) {
    let count = Self.count(seconds)
    let share = count / (count + Self.priorReadings)
    values = ActionUnit.allCases.map { unit in
      let (mean, spread) = (population.mean[unit.place], population.spread[unit.place])
      guard let own = Self.quantile(of: readings(unit)) else { return mean }
      let bounds = (mean - Self.reach.below * spread, mean + Self.reach.above * spread)
      return min(max(mean + share * (own - mean), bounds.0), bounds.1)
    }
  }

  /// The units on the scale 0…5 from the person's rest.
  public func calibrated(_ units: ActionUnits) -> ActionUnits {
    let rest = values + ActionUnits.Half.allCases.map { values[$0.unit.place] }
    return ActionUnits(values: zip(units.values, rest).map { min(max($0 - $1, 0), 5) })
  }

  /// Frames, of those that follow closely only as many as count.
  private static func count(_ seconds: [Double]) -> Float {
    guard !seconds.isEmpty else { return 0 }
    return Float(zip(seconds, seconds.dropFirst()).reduce(1) { $0 + min(max(readingsPerSecond * ($1.1 - $1.0), 0), 1) })
  }

  /// Interpolated linearly between the readings next to it; nil of none.
  private static func quantile(of readings: [Float]) -> Float? {
    let sorted = readings.sorted()
    guard let last = sorted.last else { return nil }
    let place = quantile * Float(sorted.count - 1)
    let index = Int(place)
    return index + 1 < sorted.count
      ? sorted[index] + (place - Float(index)) * (sorted[index + 1] - sorted[index]) : last
  }
}

/// What the action units of people who show nothing read, and how that differs from person to person.
public struct NeutralReading: Equatable, Sendable {
  /// (17) in the order of `ActionUnit.allCases`.
  public let mean: [Float]
  public let spread: [Float]

  public init(mean: [Float], spread: [Float]) {
    self.mean = mean
    self.spread = spread
  }
}
