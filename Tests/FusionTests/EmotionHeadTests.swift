import Foundation
import Numerics
import Testing

@testable import Fusion

@Suite struct EmotionHeadTests {
  private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func open(_ path: String) throws -> SafeTensors {
    try SafeTensors(path: Self.repository.appendingPathComponent(path).path)
  }

  private func embeddings() throws -> Matrix {
    let vectors = try open("Tests/Vectors/voice.safetensors")
    let shape = try #require(vectors.entries["embedding"]).shape
    return try vectors.matrix("embedding", rows: shape[0], columns: shape[1])
  }

  /// Held against PyTorch on the weights as shipped (`Recipes/voice/parity.py`).
  @Test func equalsPyTorch() throws {
    let model = try FusionModel(weights: open("Models/emocli-av.safetensors"))
    let expected = try open("Tests/Vectors/voice.safetensors").floats("logits", shape: [8])
    let logits = model.voiceHead.logits(try embeddings().view)
    for (value, reference) in zip(logits, expected) { #expect(abs(value - Double(reference)) < 1e-4) }
  }

  @Test func poolsInPiecesAsAtOnce() throws {
    let head = try FusionModel(weights: open("Models/emocli-av.safetensors")).voiceHead
    let whole = try embeddings()
    var sum = head.begin()
    for start in stride(from: 0, to: whole.rows, by: 4) {
      sum.add(whole.view(rows: start..<min(start + 4, whole.rows)))
    }
    for (piecewise, atOnce) in zip(head.logits(sum), head.logits(whole.view)) {
      #expect(abs(piecewise - atOnce) < 1e-4)
    }
    #expect(sum.count == whole.rows)
  }

  @Test func anEmptyPoolIsFinite() throws {
    let head = try FusionModel(weights: open("Models/emocli-av.safetensors")).voiceHead
    #expect(head.logits(head.begin()).allSatisfy { $0.isFinite })
  }
}
