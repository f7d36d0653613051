import Foundation

/// A probability for each emotion, summing to 1.
public struct EmotionDistribution: Equatable, Sendable {
  /// In the order of `EmotionLabel.allCases`; excluded labels have 0.
  public let values: [Double]

  /// Creates softmax(logits / temperature) from one logit per label.
  public init(logits: [Double], temperature: Double = 1) {
    precondition(logits.count == EmotionLabel.allCases.count, "\(logits.count) logits for 8 emotions")
    let maximum = logits.max()!
    let powers = logits.map { exp(($0 - maximum) / temperature) }
    let sum = powers.reduce(0, +)
    values = powers.map { $0 / sum }
  }

  private init(values: [Double]) {
    self.values = values
  }

  public subscript(label: EmotionLabel) -> Double {
    values[label.index]
  }

  /// The most probable emotion; the first if tied.
  public var best: (label: EmotionLabel, probability: Double) {
    let maximum = values.max()!
    return (EmotionLabel.allCases[values.firstIndex(of: maximum)!], maximum)
  }

  /// Returns the distribution conditioned on `labels`; uniform if all of them have probability 0.
  public func restricted(to labels: Set<EmotionLabel>) -> EmotionDistribution {
    precondition(!labels.isEmpty, "no labels left")
    let kept = EmotionLabel.allCases.map { labels.contains($0) ? self[$0] : 0 }
    let sum = kept.reduce(0, +)
    guard sum > 0 else {
      return EmotionDistribution(
        values: EmotionLabel.allCases.map { labels.contains($0) ? 1 / Double(labels.count) : 0 }
      )
    }
    return EmotionDistribution(values: kept.map { $0 / sum })
  }
}

/// Combines the predictions of a clip's windows: the quality-weighted mean of their log-probabilities, calibrated by a
/// temperature.
public struct WindowVotes {
  private var weighted = [Double](repeating: 0, count: EmotionLabel.allCases.count)
  private var totalWeight = 0.0

  public init() {}

  /// Adds one window's logits, weighted by its quality, 0 or more.
  public mutating func add(logits: [Double], quality: Double) {
    guard quality > 0 else { return }
    let logarithms = logProbabilities(logits)
    for index in weighted.indices { weighted[index] += quality * logarithms[index] }
    totalWeight += quality
  }

  /// Returns the clip's distribution, or nil if all windows have quality 0.
  public func distribution(temperature: Double) -> EmotionDistribution? {
    guard totalWeight > 0 else { return nil }
    return EmotionDistribution(logits: weighted.map { $0 / totalWeight }, temperature: temperature)
  }
}

/// Returns log softmax(logits / temperature).
public func logProbabilities(_ logits: [Double], temperature: Double = 1) -> [Double] {
  let scaled = logits.map { $0 / temperature }
  let maximum = scaled.max()!
  let logarithm = maximum + log(scaled.reduce(0) { $0 + exp($1 - maximum) })
  return scaled.map { $0 - logarithm }
}
