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
/// stream says alone, as a share of both streams' rise.
public struct StreamWeights: Equatable, Sendable {
  public let voice: Double
  public let face: Double

  /// Probabilities below count as this one: an impossible label would otherwise be raised without bound.
  private static let leastProbability = 1e-9

  /// g(voice) = max(0, log p(label | both) − log p(label | face alone)), g(face) likewise; a weight is g over their sum,
  /// 0.5 each when both are 0.
  public init(
    label: EmotionLabel,
    both: EmotionDistribution,
    voice: EmotionDistribution,
    face: EmotionDistribution
  ) {
    func logarithm(_ distribution: EmotionDistribution) -> Double {
      log(max(distribution[label], Self.leastProbability))
    }
    let voiceGain = max(0, logarithm(both) - logarithm(face))
    let faceGain = max(0, logarithm(both) - logarithm(voice))
    let sum = voiceGain + faceGain
    self.voice = sum > 0 ? voiceGain / sum : 0.5
    self.face = sum > 0 ? faceGain / sum : 0.5
  }
}
