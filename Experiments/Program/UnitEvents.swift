import Face

/// The action units of a clip over time, calibrated to the speaker's neutral face.
struct UnitTrack {
  let seconds: [Double]
  /// For each frame; zeros before the first face.
  private let units: [ActionUnits]

  /// - Parameter readings: as read; nil repeats the previous reading.
  init(seconds: [Double], readings: [ActionUnits?], population: NeutralReading) {
    let known = zip(seconds, readings).compactMap { moment, units in units.map { (moment, $0) } }
    let neutral = NeutralFace(seconds: known.map(\.0), population: population) { unit in known.map { $0.1[unit] } }
    var latest = ActionUnits(values: [Float](repeating: 0, count: ActionUnits.count))
    units = readings.map { reading in
      latest = reading.map(neutral.calibrated) ?? latest
      return latest
    }
    self.seconds = seconds
  }

  /// Intervals of at least 100 ms in which a unit is at least `threshold`, from its first frame to the one after its
  /// last.
  func events(of unit: ActionUnit, threshold: Double) -> [Range<Double>] {
    var events: [Range<Double>] = []
    var start: Double?
    for (index, moment) in seconds.enumerated() {
      let next = index + 1 < seconds.count ? seconds[index + 1] : moment
      if Double(units[index][unit]) >= threshold {
        start = start ?? moment
        if index + 1 == seconds.count, let start, next - start >= 0.1 { events.append(start..<next) }
      } else if let begin = start {
        if moment - begin >= 0.1 - 1e-6 { events.append(begin..<moment) }
        start = nil
      }
    }
    return events
  }

  func eventCount(threshold: Double) -> Int {
    ActionUnit.allCases.reduce(0) { $0 + events(of: $1, threshold: threshold).count }
  }

  /// Total duration of all units' events.
  func eventSeconds(threshold: Double) -> Double {
    ActionUnit.allCases.reduce(0) { sum, unit in
      events(of: unit, threshold: threshold).reduce(sum) { $0 + $1.upperBound - $1.lowerBound }
    }
  }

  var duration: Double { (seconds.last ?? 0) - (seconds.first ?? 0) }
}
