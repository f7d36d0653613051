import Foundation

extension Score.Calibration {
  init?(_ clips: [ScoredClip]) {
    let scored = clips.compactMap { clip in
      clip.probabilities.flatMap { predicted in clip.predicted.map { (clip.truth, predicted, $0) } }
    }
    guard let error = CalibrationError(scored.map { truth, predicted, best in (predicted[best], best == truth) }) else {
      return nil
    }
    expectedError = error.value
    excess = error.excess
    let squares = scored.reduce(0.0) { sum, clip in
      let (truth, predicted, _) = clip
      return sum + predicted.enumerated().reduce(0) { $0 + pow($1.element - ($1.offset == truth ? 1 : 0), 2) }
    }
    brier = squares / Double(scored.count)
    negativeLogLikelihood = scored.reduce(0) { $0 - log(max($1.1[$1.0], 1e-6)) } / Double(scored.count)
  }
}

/// Expected calibration error over bins of equal mass: the mean difference between confidence and accuracy.
private struct CalibrationError {
  private static let bins = 15
  private static let minInBin = 5
  private static let simulations = 200

  /// 0…1
  let value: Double
  /// The error beyond what a perfectly calibrated model with the same confidences shows by chance, estimated by
  /// simulation.
  let excess: Double

  /// Nil without clips. The random draws are fixed.
  init?(_ clips: [(confidence: Double, isRight: Bool)]) {
    guard !clips.isEmpty else { return nil }
    var generator = MersenneTwister(seed: 0)
    // Clips of equal confidence are shuffled, so that the file's order has no effect.
    let keyed = clips.map { (clip: $0, order: generator.uniform()) }
    let sorted = keyed.sorted { ($0.clip.confidence, $0.order) < ($1.clip.confidence, $1.order) }.map(\.clip)
    let count = sorted.count
    let bins = max(1, min(Self.bins, count / Self.minInBin))
    let cuts = (0..<bins).map { ($0 * count / bins)..<(($0 + 1) * count / bins) }
    func error(_ isRight: [Bool]) -> Double {
      let gaps = cuts.map { cut in abs(cut.reduce(0) { $0 + (sorted[$1].confidence - (isRight[$1] ? 1 : 0)) }) }
      return gaps.reduce(0, +) / Double(count)
    }
    let chances = (0..<Self.simulations).map { _ in error(sorted.map { generator.uniform() < $0.confidence }) }
    value = error(sorted.map(\.isRight))
    excess = value - chances.reduce(0, +) / Double(Self.simulations)
  }
}
