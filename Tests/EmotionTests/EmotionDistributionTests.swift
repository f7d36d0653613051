import Foundation
import Testing

@testable import Emotion

@Suite struct EmotionDistributionTests {
  let distribution = EmotionDistribution(logits: [0, 1, 2, 3, 2, 1, 0, -1])

  @Test func addsUpToOne() {
    #expect(abs(distribution.values.reduce(0, +) - 1) < 1e-12)
    #expect(distribution.best.label == .sad)
    #expect(distribution.best.probability == distribution[.sad])
    #expect(abs(distribution[.sad] / distribution[.happy] - exp(1)) < 1e-9)
  }

  @Test func temperatureFlattens() {
    let cooler = EmotionDistribution(logits: [0, 1, 2, 3, 2, 1, 0, -1], temperature: 2)
    #expect(cooler[.sad] < distribution[.sad])
    #expect(abs(cooler[.sad] / cooler[.happy] - exp(0.5)) < 1e-9)
  }

  @Test func restrictionRenormalises() {
    let restricted = distribution.restricted(to: [.happy, .angry])
    #expect(abs(restricted[.happy] - 0.5) < 1e-12)
    #expect(restricted[.sad] == 0)
    #expect(EmotionDistribution(logits: [9000, 0, 0, 0, 0, 0, 0, 0]).restricted(to: [.sad])[.sad] == 1)
  }

  @Test func hugeLogitsGiveFiniteProbabilities() {
    #expect(EmotionDistribution(logits: [1e6, -1e6, 0, 0, 0, 0, 0, 0]).values.allSatisfy { $0.isFinite })
  }

  @Test func circumplexIsTheWeightedMean() {
    let certain = EmotionDistribution(logits: [0, 0, 0, 0, 1000, 0, 0, 0])
    #expect(Circumplex.mean(of: certain) == Circumplex.coordinates(of: .angry))
    let uniform = Circumplex.mean(of: EmotionDistribution(logits: [Double](repeating: 0, count: 8)))
    #expect(
      abs(uniform.valence - EmotionLabel.allCases.reduce(0) { $0 + Circumplex.coordinates(of: $1).valence } / 8) < 1e-12
    )
  }
}

@Suite struct WindowVotesTests {
  private let sad: [Double] = [0, 0, 0, 4, 0, 0, 0, 0]
  private let angry: [Double] = [0, 0, 0, 0, 3, 0, 0, 0]

  @Test func averagesLogProbabilitiesByQuality() throws {
    var votes = WindowVotes()
    votes.add(logits: sad, quality: 1)
    votes.add(logits: angry, quality: 3)
    let mean = zip(EmotionDistribution(logits: sad).values, EmotionDistribution(logits: angry).values).map {
      (log($0) + 3 * log($1)) / 4
    }
    let expected = EmotionDistribution(logits: mean, temperature: 1.5)
    let found = try #require(votes.distribution(temperature: 1.5))
    for (a, b) in zip(found.values, expected.values) { #expect(abs(a - b) < 1e-12) }
  }

  @Test func ignoresWindowsOfZeroQuality() throws {
    var votes = WindowVotes()
    votes.add(logits: sad, quality: 0)
    #expect(votes.distribution(temperature: 1) == nil)
    votes.add(logits: angry, quality: 0.1)
    #expect(try #require(votes.distribution(temperature: 1)).best.label == .angry)
  }
}
