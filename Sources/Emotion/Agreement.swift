import Foundation

/// How far voice and face, each alone, say the same.
public enum Agreement {
  /// 1 − the Jensen–Shannon divergence to base 2 (Lin 1991): 1 for equal distributions, 0 for ones that have no emotion
  /// in common.
  public static func between(_ a: EmotionDistribution, _ b: EmotionDistribution) -> Double {
    let mean = zip(a.values, b.values).map { ($0 + $1) / 2 }
    let divergence = (relativeEntropy(a.values, to: mean) + relativeEntropy(b.values, to: mean)) / 2
    // Rounding may carry it a hair beyond its bounds.
    return min(max(1 - divergence, 0), 1)
  }

  /// Σ p log₂(p / q); a term without probability is 0.
  private static func relativeEntropy(_ p: [Double], to q: [Double]) -> Double {
    zip(p, q).reduce(0) { $0 + ($1.0 > 0 ? $1.0 * log2($1.0 / $1.1) : 0) }
  }
}

/// How much each stream had to do with the label: how far it raised the label's log-probability above what the other
/// streams say alone, as a share of all streams' rises.
public enum StreamWeights {
  /// Probabilities below count as this one: an impossible label would otherwise be raised without bound.
  private static let minProbability = 1e-9

  /// g(s) = max(0, log p(label | all) − the mean of the other streams' log p(label | alone)); a weight is g over the sum of
  /// all g, equal shares where all are 0, 1 for a stream that is alone.
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
      let rest = others.values.map(logarithm).reduce(0, +) / Double(others.count)
      return max(0, logarithm(all) - rest)
    }
    let sum = gains.values.reduce(0, +)
    return gains.map { _, gain in sum > 0 ? gain / sum : 1 / Double(alone.count) }
  }
}
