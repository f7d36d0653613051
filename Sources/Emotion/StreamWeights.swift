import Foundation

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
