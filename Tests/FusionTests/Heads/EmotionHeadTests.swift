import Foundation
import Numerics
import TestSupport
import Testing

@testable import Fusion

@Suite struct EmotionHeadTests {
  private let head: EmotionHead
  private let vectors: SafeTensors
  private let embeddings: Matrix

  init() throws {
    head = try EmotionHead(
      "voice",
      in: Vectors.model("emocli-av"),
      width: CrossModalFusion.voiceWidth,
      heads: 4,
      statistics: .meanAndDeviation
    )
    vectors = try Vectors.open("fusion")
    embeddings = try vectors.rows("voice")
  }

  /// Held against PyTorch on the weights as shipped (`Recipes/fusion/parity.py`).
  @Test func matchesPyTorch() throws {
    let expected = try vectors.floats("general.voice", shape: [8]).map(Double.init)
    #expect(maxDifference(head.logits(embeddings.view), expected) < 1e-4)
  }

  @Test func poolingInPiecesEqualsPoolingAtOnce() {
    var sum = head.begin()
    for start in stride(from: 0, to: embeddings.rows, by: 4) {
      sum.add(embeddings.view(rows: start..<min(start + 4, embeddings.rows)))
    }
    #expect(maxDifference(head.logits(sum), head.logits(embeddings.view)) < 1e-4)
    #expect(sum.count == embeddings.rows)
  }

  @Test func emptyPoolGivesFiniteLogits() {
    #expect(head.logits(head.begin()).allSatisfy { $0.isFinite })
  }
}
