import Foundation
import Testing

@testable import Emotion

/// Returns a distribution over the first labels; the others are impossible.
private func distribution(_ values: Double...) -> EmotionDistribution {
  let logits = EmotionLabel.allCases.indices.map { $0 < values.count && values[$0] > 0 ? log(values[$0]) : -2000 }
  return EmotionDistribution(logits: logits)
}

@Suite struct AgreementTests {
  @Test func matchesHandComputedValues() {
    #expect(Agreement.between(distribution(0.5, 0.3, 0.2), distribution(0.5, 0.3, 0.2)) == 1)
    #expect(abs(Agreement.between(distribution(1), distribution(0, 1))) < 1e-12)
    // m = (3/4, 1/4): (log₂ 4/3 + ½ log₂ 2/3 + ½ log₂ 2) / 2 = (0.415037 − 0.292481 + 0.5) / 2
    #expect(abs(Agreement.between(distribution(1), distribution(0.5, 0.5)) - (1 - 0.311278)) < 1e-6)
  }

  @Test func isSymmetric() {
    let (a, b) = (distribution(0.7, 0.2, 0.1), distribution(0.1, 0.1, 0.5, 0.3))
    #expect(abs(Agreement.between(a, b) - Agreement.between(b, a)) < 1e-12)
  }
}

@Suite struct StreamWeightsTests {
  @Test func matchesHandComputedValues() {
    // g(voice) = ln(0.8 / 0.2) = 2 ln 2, g(face) = ln(0.8 / 0.4) = ln 2
    let weights = StreamWeights.of(
      .neutral,
      all: distribution(0.8, 0.2),
      alone: [.voice: distribution(0.4, 0.6), .face: distribution(0.2, 0.8)]
    )
    #expect(abs(weights[of: .voice] - 2.0 / 3) < 1e-12)
    #expect(abs(weights[of: .face] - 1.0 / 3) < 1e-12)
  }

  @Test func streamThatLowersTheProbabilityHasNoWeight() {
    let weights = StreamWeights.of(
      .neutral,
      all: distribution(0.6, 0.4),
      alone: [.voice: distribution(0.9, 0.1), .face: distribution(0.3, 0.7)]
    )
    #expect(weights[of: .voice] == 1 && weights[of: .face] == 0)
  }

  @Test func weightsAreEqualIfNeitherStreamHelps() {
    let weights = StreamWeights.of(
      .neutral,
      all: distribution(0.5, 0.5),
      alone: [.voice: distribution(0.6, 0.4), .face: distribution(0.7, 0.3)]
    )
    #expect(weights[of: .voice] == 0.5 && weights[of: .face] == 0.5)
  }

  @Test func weightsAreFiniteForImpossibleLabels() {
    let weights = StreamWeights.of(
      .calm,
      all: distribution(0.5, 0.5),
      alone: [.voice: distribution(1), .face: distribution(1)]
    )
    #expect(weights[of: .voice] == 0.5 && weights[of: .face] == 0.5)
  }
}
