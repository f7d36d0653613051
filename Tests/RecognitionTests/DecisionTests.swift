import Emotion
import Testing

@testable import Recognition

@Suite("Decision under the user's options")
struct DecisionTests {
  static let distribution = EmotionDistribution(logits: [1, 0, 2, 0.5, 3, -1, 0, 1.5])

  static func decision(_ change: (inout AnalysisOptions) -> Void = { _ in }) -> Decision {
    var options = AnalysisOptions()
    change(&options)
    return Decision(distribution, options: options)
  }

  @Test("By default, the most probable emotion with all probabilities")
  func plain() {
    let decision = Self.decision()
    #expect(decision.verdict == .label(.angry) && abs(decision.confidence - Self.distribution[.angry]) < 1e-12)
    #expect(decision.probabilities.labels == EmotionLabel.allCases)
  }

  @Test("The remaining labels keep their proportions and add up to 1")
  func labels() {
    let decision = Self.decision { $0.labels = [.happy, .sad] }
    #expect(decision.verdict == .label(.happy) && decision.probabilities.labels == [.happy, .sad])
    let (happy, sad) = (decision.probabilities[.happy]!, decision.probabilities[.sad]!)
    #expect(abs(happy + sad - 1) < 1e-12)
    #expect(abs(happy / sad - Self.distribution[.happy] / Self.distribution[.sad]) < 1e-9)
    #expect(decision.confidence == happy)
    #expect(Self.decision { $0.labels = [.calm] }.confidence == 1)
  }

  @Test("The verdict is uncertain only below the minimum confidence")
  func uncertain() {
    let confidence = Self.decision().confidence
    #expect(Self.decision { $0.minConfidence = confidence }.verdict == .label(.angry))
    let uncertain = Self.decision { $0.minConfidence = confidence.nextUp }
    #expect(uncertain.verdict == .uncertain && uncertain.confidence == confidence)
    #expect(uncertain.probabilities == Self.decision().probabilities)
    let restricted = Self.decision {
      $0.labels = [.calm]
      $0.minConfidence = 1
    }
    #expect(restricted.verdict == .label(.calm))
  }
}
