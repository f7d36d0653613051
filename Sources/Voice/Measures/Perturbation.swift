import Foundation

/// Jitter and shimmer, updated mark by mark.
///
/// A period's amplitude is that of the sound around its mark under a Hann window, as in Praat.
struct Perturbation {
  /// Over all marks so far.
  private(set) var jitter = Jitter()
  private(set) var shimmer = Shimmer()

  /// The totals after a mark; their differences are the values between two marks.
  private struct State {
    let sample: Double
    let jitter: Jitter
    let shimmer: Shimmer
  }

  /// States over the latest stretch, starting with the one before it.
  private var states: [State] = []
  private var marks = [Double](repeating: -.infinity, count: 3)
  private var periods = (0.0, 0.0, 0.0, 0.0, 0.0)
  private var peaks = (Shimmer.Peak(), Shimmer.Peak(), Shimmer.Peak(), Shimmer.Peak(), Shimmer.Peak())

  private static let rate = Double(LogMel.sampleRate)

  /// Starts a new stretch. Keeps the totals.
  mutating func beginStretch() {
    states.removeAll(keepingCapacity: true)
    states.append(State(sample: -.infinity, jitter: jitter, shimmer: shimmer))
  }

  /// Adds the next mark, in samples.
  mutating func add(_ mark: Double, in sound: SampleHistory) {
    (marks[0], marks[1], marks[2]) = (marks[1], marks[2], mark)
    let (before, after) = ((marks[1] - marks[0]) / Self.rate, (marks[2] - marks[1]) / Self.rate)
    periods = (periods.1, periods.2, periods.3, periods.4, after.isFinite ? after : .infinity)
    jitter.add(periods)
    // Only a mark with a period on either side has an amplitude.
    if Jitter.areComparable(before, after),
      let amplitude = Self.amplitude(
        sound,
        at: marks[1],
        before: 0.2 * before * Self.rate,
        after: 0.2 * after * Self.rate
      )
    {
      peaks = (
        peaks.1, peaks.2, peaks.3, peaks.4, Shimmer.Peak(seconds: marks[1] / Self.rate, amplitude: amplitude)
      )
      shimmer.add(peaks)
    }
    states.append(State(sample: mark, jitter: jitter, shimmer: shimmer))
  }

  /// Jitter and shimmer of the latest stretch between two positions in samples.
  func between(_ start: Double, _ end: Double) -> (jitter: Jitter, shimmer: Shimmer) {
    let (first, last) = (states[lastState(before: start)], states[lastState(before: end)])
    return (last.jitter - first.jitter, last.shimmer - first.shimmer)
  }

  private func lastState(before position: Double) -> Int {
    var (low, high) = (0, states.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if states[middle].sample <= position { low = middle } else { high = middle }
    }
    return low
  }

  /// Root mean square under a Hann window whose halves have these widths in samples; nil if it is 0 or the window too
  /// short.
  private static func amplitude(_ sound: SampleHistory, at mark: Double, before: Double, after: Double) -> Double? {
    let (first, last) = (Int((mark - before).rounded(.up)), Int((mark + after).rounded(.down)))
    guard last - first >= 2 else { return nil }
    let samples = sound.pointer(at: first)
    var (sum, weights) = (0.0, 0.0)
    for index in 0...last - first {
      let distance = Double(first + index) - mark
      let window = 0.5 + 0.5 * cos(.pi * distance / (distance < 0 ? before : after))
      let value = Double(samples[index]) * window
      sum += value * value
      weights += window * window
    }
    return sum > 0 ? (sum / weights).squareRoot() : nil
  }
}

extension VoiceStep {
  mutating func set(_ jitter: Jitter, _ shimmer: Shimmer) {
    (jitterLocal, jitterRAP, jitterPPQ5) = (jitter.local, jitter.rap, jitter.ppq5)
    (shimmerLocal, shimmerDecibels) = (shimmer.local, shimmer.decibels)
    (shimmerAPQ3, shimmerAPQ5) = (shimmer.apq3, shimmer.apq5)
  }
}

extension VoiceSummary {
  mutating func set(_ jitter: Jitter, _ shimmer: Shimmer) {
    (jitterLocal, jitterRAP, jitterPPQ5) = (jitter.local, jitter.rap, jitter.ppq5)
    (shimmerLocal, shimmerDecibels) = (shimmer.local, shimmer.decibels)
    (shimmerAPQ3, shimmerAPQ5) = (shimmer.apq3, shimmer.apq5)
  }
}
