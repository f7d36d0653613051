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
