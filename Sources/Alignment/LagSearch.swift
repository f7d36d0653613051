import Numerics

/// Finds how much later a clip's sound is than its video, by cross-correlation.
public enum LagSearch {
  /// Lags are searched from minus to plus this.
  public static let maxSeconds = 0.5
  /// Interval between searched lags.
  public static let stepSeconds = 0.02
  /// Penalty on the correlation at the maximum lag, quadratic in the lag. Most clips are in sync.
  public static let priorWeight = 0.1

  public struct Lag: Equatable, Sendable {
    /// Above 0 if the sound is later than the movement.
    public let seconds: Double
    /// Correlation at the best searched lag, −1…1; 0 if a signal is flat.
    public let correlation: Double
  }

  /// Returns the lag at which voice(t) correlates best with movement(t − lag), less the penalty.
  ///
  /// The correlation is Pearson's, averaged over the columns, at the voice's moments, with the movement interpolated
  /// linearly; a column that is flat there counts as 0. A lag is considered if both signals exist at three or more
  /// moments that span at least half of the shorter signal. A parabola through the best lag and its neighbours refines
  /// the result. Flat signals, and signals that overlap too little in time, give lag 0 and correlation 0.
  public static func find(voice: TimedSignal, movement: TimedSignal) -> Lag {
    find(standardisedVoice: voice.standardised(), movement: movement.standardised())
  }

  static func find(standardisedVoice voice: TimedSignal, movement: TimedSignal) -> Lag {
    precondition(voice.values.columns == movement.values.columns, "signals with different numbers of columns")
    let reach = Int((maxSeconds / stepSeconds).rounded())
    let correlations = (-reach...reach).map { step in
      correlation(voice, movement, lag: Double(step) * stepSeconds)
    }
    let scores = correlations.enumerated().map { index, correlation -> Double? in
      let share = Double(index - reach) / Double(reach)
      return correlation.map { $0 - priorWeight * share * share }
    }
    var best: Int?
    for (index, score) in scores.enumerated() {
      guard let score else { continue }
      if let height = best.flatMap({ scores[$0] }), score <= height { continue }
      best = index
    }
    guard let best, let correlation = correlations[best] else { return Lag(seconds: 0, correlation: 0) }
    let seconds = (Double(best - reach) + vertex(scores, at: best)) * stepSeconds
    return Lag(seconds: seconds, correlation: correlation)
  }

  /// Vertex of the parabola through a maximum score and its neighbours, −0.5…0.5 of the interval; 0 without neighbours.
  private static func vertex(_ scores: [Double?], at index: Int) -> Double {
    guard
      index > 0, index + 1 < scores.count, let before = scores[index - 1], let peak = scores[index],
      let after = scores[index + 1]
    else { return 0 }
    let curvature = before - 2 * peak + after
    guard curvature < 0 else { return 0 }
    return min(max((before - after) / (2 * curvature), -0.5), 0.5)
  }

  /// Mean correlation of the columns at one lag; nil if the signals overlap too little.
  private static func correlation(_ voice: TimedSignal, _ movement: TimedSignal, lag: Double) -> Double? {
    guard let begin = movement.times.first, let end = movement.times.last, !voice.times.isEmpty else { return nil }
    let moments = voice.times.indices.filter { voice.times[$0] - lag >= begin && voice.times[$0] - lag <= end }
    guard moments.count >= 3, let first = moments.first, let last = moments.last else { return nil }
    let shorter = min(voice.times[voice.times.count - 1] - voice.times[0], end - begin)
    // Allows a shift by half of the signal whichever way the subtraction rounds.
    guard voice.times[last] - voice.times[first] >= shorter / 2 - 1e-9 else { return nil }
    let voiceSamples = voice.selecting(Array(moments))
    let movementSamples = movement.interpolated(at: moments.map { voice.times[$0] - lag })
    let columns = voiceSamples.values.columns
    let sum = (0..<columns).reduce(0.0) { sum, column in
      sum
        + Correlation.pearson(count: moments.count, .deviations(flatVariance: 1e-9)) {
          (Double(voiceSamples.values[$0, column]), movementSamples[$0 * columns + column])
        }
    }
    return sum / Double(columns)
  }
}
