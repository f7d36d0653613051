import Learning
import Networks
import Numerics
import TestSupport
import Testing

/// The losses of `Recipes/common/layers_parity.py`.
@Suite struct LossTests {
  private let file: SafeTensors

  init() throws {
    file = try Vectors.open("layers")
  }

  private static let targets = [
    EmotionTarget(.neutral), EmotionTarget(.sad), EmotionTarget(.surprised), EmotionTarget(.sad),
    EmotionTarget(.happy, among: [.happy, .angry, .fearful]),
  ]

  @Test func focalLossMatchesPyTorch() throws {
    let logits = try file.rows("focal.logits")
    let counts = try file.rows("focal.counts").values.map(Double.init)
    let tape = Tape(tracking: [logits])
    let loss = FocalLoss(focus: 2, smoothing: 0.1)(logits, Self.targets, weights: counts, on: tape)
    #expect(abs(loss - Double(try file.floats("focal.loss", shape: [1])[0])) < 1e-5)
    let gradient = try #require(tape.gradient(of: logits))
    #expect(gradient.maxDifference(to: try file.rows("focal.gradient")) < 1e-5)
    // An example of weight 0 and a label that is not a candidate have no gradient.
    #expect(gradient.row(3).allSatisfy { $0 == 0 })
    #expect(gradient[4, 0] == 0)
  }

  @Test func focalLossWithoutFocusIsCrossEntropy() {
    let logits = Matrix(rows: 1, columns: 8, values: [0, 0, 0, 0, 0, 0, 0, 0])
    let loss = FocalLoss(focus: 0, smoothing: 0)(logits, [EmotionTarget(.calm)], weights: [1], on: nil)
    #expect(abs(loss - 2.0794415) < 1e-6)
  }

  @Test func contrastiveLossMatchesPyTorch() throws {
    let (voice, face) = (try file.rows("contrastive.voice"), try file.rows("contrastive.face"))
    let tape = Tape(tracking: [voice, face])
    let loss = ContrastiveLoss(temperature: 0.1)(voice, face, on: tape)
    #expect(abs(loss - Double(try file.floats("contrastive.loss", shape: [1])[0])) < 1e-5)
    for (matrix, name) in [(voice, "to-voice"), (face, "to-face")] {
      let gradient = try #require(tape.gradient(of: matrix))
      #expect(gradient.maxDifference(to: try file.rows("contrastive.\(name)")) < 1e-4)
    }
  }

  @Test func contrastiveLossOfASinglePairIsZero() {
    let row = Matrix(rows: 1, columns: 2, values: [1, 2])
    #expect(ContrastiveLoss()(row, row, on: nil) == 0)
  }

  @Test func neutralVoicesCountAgainstCalm() {
    #expect(EmotionTarget.candidates(ofLabels: [.neutral, .happy]) == [.neutral, .calm, .happy])
    #expect(EmotionTarget.candidates(ofLabels: [.sad, .happy]) == [.sad, .happy])
    let target = EmotionTarget(.neutral, among: EmotionTarget.candidates(ofLabels: [.neutral, .happy]))
    func loss(calm: Float) -> Double {
      FocalLoss()(Matrix(rows: 1, columns: 8, values: [2, calm, 0, 0, 0, 0, 0, 0]), [target], weights: [1], on: nil)
    }
    #expect(loss(calm: 2) > loss(calm: -2) + 0.2)
  }
}
