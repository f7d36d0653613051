import Foundation

/// Agreement between the predictions of the voice alone and the face alone.
public enum Agreement {
  /// Returns 1 − the Jensen–Shannon divergence to base 2 (Lin 1991): 1 for equal distributions, 0 for disjoint ones.
  public static func between(_ a: EmotionDistribution, _ b: EmotionDistribution) -> Double {
    let mean = zip(a.values, b.values).map { ($0 + $1) / 2 }
    let divergence = (relativeEntropy(a.values, to: mean) + relativeEntropy(b.values, to: mean)) / 2
    // Rounding may take it slightly out of bounds.
    return min(max(1 - divergence, 0), 1)
  }

  /// Returns Σ p log₂(p / q), where terms with p = 0 are 0.
  private static func relativeEntropy(_ p: [Double], to q: [Double]) -> Double {
    zip(p, q).reduce(0) { $0 + ($1.0 > 0 ? $1.0 * log2($1.0 / $1.1) : 0) }
  }
}

/// Each stream's contribution to the label: how much it raises the label's log-probability above that of the other
/// streams alone, as a fraction of all streams' gains.
public enum StreamWeights {
  /// Lower bound on probabilities, so that the gain of an impossible label stays finite.
  private static let minProbability = 1e-9

  /// Returns each stream's gain g over the sum of all gains, where g(s) = max(0, log p(label | all) − the mean of the
  /// other streams' log p(label | alone)). Equal weights if all gains are 0; 1 for a single stream.
  public static func of(
    _ label: EmotionLabel,
    all: EmotionDistribution,
    alone: ByModality<EmotionDistribution>
  ) -> ByModality<Double> {
    guard alone.count > 1 else { return alone.map { _, _ in 1 } }
    func logarithm(_ distribution: EmotionDistribution) -> Double {
      log(max(distribution[label], minProbability))
    }
    let gains = alone.map { modality, _ in
      let others = alone.filter { other, _ in other != modality }
      let othersMean = others.values.map(logarithm).reduce(0, +) / Double(others.count)
      return max(0, logarithm(all) - othersMean)
    }
    let sum = gains.values.reduce(0, +)
    return gains.map { _, gain in sum > 0 ? gain / sum : 1 / Double(alone.count) }
  }
}
