import Emotion
import Testing

@testable import Recognition

@Suite("What a distribution comes to with the user's options")
struct JudgementTests {
  static let distribution = EmotionDistribution(logits: [1, 0, 2, 0.5, 3, -1, 0, 1.5])

  static func judgement(_ change: (inout AnalysisOptions) -> Void = { _ in }) -> Judgement {
    var options = AnalysisOptions()
    change(&options)
    return Judgement(distribution, options: options)
  }

  @Test("The most probable emotion, with all probabilities")
  func plain() {
    let judgement = Self.judgement()
    #expect(judgement.verdict == .label(.angry) && abs(judgement.confidence - Self.distribution[.angry]) < 1e-12)
    #expect(judgement.probabilities.labels == EmotionLabel.allCases)
  }

  @Test("Labels that are left keep their proportions and add up to 1")
  func labels() {
    let judgement = Self.judgement { $0.labels = [.happy, .sad] }
    #expect(judgement.verdict == .label(.happy) && judgement.probabilities.labels == [.happy, .sad])
    let (happy, sad) = (judgement.probabilities[.happy]!, judgement.probabilities[.sad]!)
    #expect(abs(happy + sad - 1) < 1e-12)
    #expect(abs(happy / sad - Self.distribution[.happy] / Self.distribution[.sad]) < 1e-9)
    #expect(judgement.confidence == happy)
    #expect(Self.judgement { $0.labels = [.calm] }.confidence == 1)
  }

  @Test("Below the least confidence, and only there, it is uncertain")
  func uncertain() {
    let confidence = Self.judgement().confidence
    #expect(Self.judgement { $0.minimumConfidence = confidence }.verdict == .label(.angry))
    let uncertain = Self.judgement { $0.minimumConfidence = confidence.nextUp }
    #expect(uncertain.verdict == .uncertain && uncertain.confidence == confidence)
    #expect(uncertain.probabilities == Self.judgement().probabilities)
    let restricted = Self.judgement {
      $0.labels = [.calm]
      $0.minimumConfidence = 1
    }
    #expect(restricted.verdict == .label(.calm))
  }
}
