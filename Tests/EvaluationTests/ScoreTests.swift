import Emotion
import Foundation
import Records
import TestSupport
import Testing

@testable import Evaluation

@Suite struct ScoreTests {
  private func score(_ clips: [(truth: EmotionLabel, predicted: [EmotionLabel: Double]?)]) -> Score {
    let records = clips.map { clip in
      let record = SampleRecords.scored(path: "a", fused: clip.predicted.map { Probabilities($0) })
      return LabelledRecord(truth: clip.truth, record: record)
    }
    return Score(records, head: .fused)
  }

  /// Expected values computed by hand.
  @Test func matchesHandComputedFigures() throws {
    let score = score([
      // The probability of neutral is dropped: no clip has this label.
      (.happy, [.happy: 0.6, .sad: 0.2, .neutral: 0.2]), (.happy, [.happy: 0.2, .sad: 0.8]), (.sad, [.sad: 1]),
      (.sad, nil),
    ])
    #expect(score.clipCount == 4 && score.missingCount == 1)
    #expect(score.confusion.labels == [.happy, .sad])
    #expect(score.confusion.counts == [[1, 1], [0, 1]] && score.confusion.missing == [0, 1])
    #expect(score.confusion.weightedAverageRecall == 0.5 && score.confusion.recall == [0.5, 0.5])
    // Happy: 2 · 1 / (2 + 1); sad: 2 · 1 / (2 + 2).
    #expect(abs(score.confusion.macroF1 - (2.0 / 3 + 0.5) / 2) < 1e-12)
    let calibration = try #require(score.calibration)
    // One bin, confidences 0.75, 0.8 and 1, two of three right.
    #expect(abs(calibration.expectedError - (2.55 - 2) / 3) < 1e-12)
    #expect(abs(calibration.brier - (2 * 0.0625 + 2 * 0.64) / 3) < 1e-12)
    #expect(abs(calibration.negativeLogLikelihood + (log(0.75) + log(0.2)) / 3) < 1e-12)
  }

  @Test func sortsLabelsAndBreaksTiesByName() {
    let labels: [EmotionLabel] = [.surprised, .neutral, .angry]
    let score = score(labels.map { ($0, [.surprised: 0.25, .neutral: 0.25, .angry: 0.25, .calm: 0.25]) })
    #expect(score.confusion.labels == [.angry, .neutral, .surprised])
    #expect(score.confusion.counts == [[1, 0, 0], [1, 0, 0], [1, 0, 0]])
  }

  @Test func missingPredictionsCountAsWrong() {
    let score = score([(.happy, nil), (.sad, nil), (.sad, [.calm: 1])])
    #expect(score.missingCount == 3 && score.confusion.unweightedAverageRecall == 0 && score.calibration == nil)
    #expect(score.recallInterval == 0...0 && score.confusion.macroF1 == 0)
  }

  /// A probability of zero counts as one in a million.
  @Test func zeroProbabilityCountsAsOneInAMillion() throws {
    let score = score([(.happy, [.sad: 1]), (.sad, [.sad: 1])])
    #expect(abs(try #require(score.calibration).negativeLogLikelihood - log(1e6) / 2) < 1e-12)
  }

  /// The first three numbers of CPython's generator, and its thousandth.
  @Test func randomNumbersMatchCPython() {
    var generator = MersenneTwister(seed: 0)
    let drawn = (0..<1000).map { _ in generator.uniform() }
    #expect(Array(drawn.prefix(3)) == [0.8444218515250481, 0.7579544029403025, 0.420571580830845])
    #expect(drawn[999] == 0.4804125346981437)
    generator = MersenneTwister(seed: 42)
    #expect(generator.uniform() == 0.6394267984578837)
  }

  @Test func allFiguresMatchTheirDefinitions() throws {
    let vectors = try ScoreVectors.load()
    let corpora = Evaluation(vectors.records).corpora
    #expect(corpora.map(\.name) == ["", "one", "two"])
    func differ(_ found: Double?, _ expected: Double?) -> Bool {
      guard let found, let expected else { return (found == nil) != (expected == nil) }
      return abs(found - expected) > 1e-9
    }
    for corpus in corpora {
      for head in ScoredHead.allCases {
        let found = try #require(corpus.scores[head])
        let expected = try #require(vectors.scores[corpus.name]?[head.rawValue])
        let pairs: [(Double?, Double?)] = [
          (found.confusion.weightedAverageRecall, expected.war),
          (found.confusion.unweightedAverageRecall, expected.uar),
          (found.recallInterval.lowerBound, expected.recallInterval[0]),
          (found.recallInterval.upperBound, expected.recallInterval[1]),
          (found.confusion.macroF1, expected.macroF1), (found.calibration?.expectedError, expected.ece),
          (found.calibration?.excess, expected.excess), (found.calibration?.brier, expected.brier),
          (found.calibration?.negativeLogLikelihood, expected.nll),
        ]
        for (place, pair) in pairs.enumerated() {
          #expect(!differ(pair.0, pair.1), "\(corpus.name) \(head.rawValue) \(place): \(pair)")
        }
        for (row, truth) in found.confusion.labels.enumerated() {
          let counts = expected.confusion[truth.rawValue] ?? [:]
          #expect(found.confusion.counts[row] == found.confusion.labels.map { counts[$0.rawValue] })
          #expect(found.confusion.missing[row] == counts["missing"])
        }
      }
    }
  }
}
