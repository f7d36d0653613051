import Face
import Foundation

/// Measures which events of clean videos are found again in other readings of the same videos.
struct SurvivalTrial {
  /// On the clean video.
  static let threshold = 1.0

  /// The measure that a shift of the readings' threshold makes equal to the clean video's, both in neutral clips.
  enum FalseAlarms: String, CaseIterable {
    /// Events per second. A smoother that merges many short events into a long one has few.
    case events = "as many false events"
    /// Time for which units are falsely above the threshold, in seconds per second, summed over all units.
    case time = "as long false events"
  }

  struct Survival {
    let count: Int
    let total: Int
    /// Threshold at which false alarms are as frequent as in the clean video.
    let threshold: Double
    /// In neutral clips, by the measure made equal.
    let falseAlarms: Double
    var share: Double { Double(count) / Double(max(total, 1)) }
  }

  private let clean: [UnitTrack]
  private let emotions: [String]

  init(clean: [UnitTrack], emotions: [String]) {
    self.clean = clean
    self.emotions = emotions
  }

  /// Number of clips, of events, and of happy clips with an AU12 event.
  var summary: String {
    let events = clean.reduce(0) { $0 + $1.eventCount(threshold: Self.threshold) }
    let happy = zip(clean, emotions).filter { $0.1 == "happy" }.map(\.0)
    let smiling = happy.count { !$0.events(of: .au12, threshold: Self.threshold).isEmpty }
    return String(
      format: "%d clips, %d events, AU12 in %d of %d happy clips, %.3f events a second in neutral ones",
      clean.count,
      events,
      smiling,
      happy.count,
      falseAlarms(.events, in: clean, threshold: Self.threshold)
    )
  }

  func survival(in tracks: [UnitTrack], at equal: FalseAlarms) -> Survival {
    let threshold = threshold(for: tracks, at: equal)
    var (count, total) = (0, 0)
    for (truth, track) in zip(clean, tracks) {
      for unit in ActionUnit.allCases {
        let events = truth.events(of: unit, threshold: Self.threshold)
        let found = track.events(of: unit, threshold: threshold)
        total += events.count
        count += events.count { event in found.contains { $0.overlaps(event) } }
      }
    }
    return Survival(
      count: count,
      total: total,
      threshold: threshold,
      falseAlarms: falseAlarms(equal, in: tracks, threshold: threshold)
    )
  }

  /// The lowest threshold down to which false alarms are no more frequent than in the clean video.
  private func threshold(for tracks: [UnitTrack], at equal: FalseAlarms) -> Double {
    let allowed = falseAlarms(equal, in: clean, threshold: Self.threshold)
    var threshold = 5.0
    while threshold > 0.1, falseAlarms(equal, in: tracks, threshold: threshold - 0.02) <= allowed { threshold -= 0.02 }
    return threshold
  }

  private func falseAlarms(_ measure: FalseAlarms, in tracks: [UnitTrack], threshold: Double) -> Double {
    let neutral = zip(tracks, emotions).filter { $0.1 == "neutral" }.map(\.0)
    let seconds = neutral.reduce(0) { $0 + $1.duration }
    let alarms = neutral.reduce(0.0) { sum, track in
      switch measure {
      case .events: sum + Double(track.eventCount(threshold: threshold))
      case .time: sum + track.eventSeconds(threshold: threshold)
      }
    }
    return alarms / max(seconds, 1e-6)
  }
}
