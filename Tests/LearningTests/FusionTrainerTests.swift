import Emotion
import Foundation
import Fusion
import Networks
import Numerics
import TestSupport
import Testing

@testable import Learning

/// A network initialized by seed and a dozen synthetic windows, in which both streams carry some of the emotion.
@Suite struct FusionTrainerTests {
  private let weights = TrainableWeights(seed: 3)
  private let model: FusionModel

  init() throws {
    model = try FusionModel(trainable: weights, encoder: .sample)
  }

  private static let labels = EmotionLabel.allCases + [.happy, .sad, .angry, .neutral]

  /// Windows of 0.5 s, one per label. The third lacks a face, the fourth a voice; the fifth's face is from a table.
  private func windows(seed: UInt64 = 1) -> [AlignedWindow] {
    var generator = SplitMix64(seed: seed)
    return Self.labels.enumerated().map { number, label in
      let (moments, frames) = (number == 3 ? 0 : 12, number == 2 ? 0 : 4)
      return AlignedWindow(
        voice: rows(moments, width: 256, carrying: label, &generator),
        startSeconds: 0,
        face: AlignedStream(
          samples: StreamSamples(
            embeddings: rows(frames, width: 512, carrying: label, &generator),
            units: rows(frames, width: FaceUnits.count, carrying: label, &generator),
            trust: (0..<frames).map { $0 % 2 == 0 ? 0.9 : 0.6 },
            seconds: (0..<frames).map { 0.12 * Double($0) },
            known: number == 4 ? [.intensities, .presences] : .all
          ),
          instants: (0..<frames).map { 0.12 * Double($0) },
          ranges: (0..<moments).map { frames == 0 ? 0..<0 : $0 / 3..<$0 / 3 + 1 }
        )
      )
    }
  }

  private func batch(seed: UInt64 = 1) -> TrainingBatch {
    TrainingBatch(FusionBatch(windows(seed: seed)), targets: Self.labels.map { EmotionTarget($0) })
  }

  /// Noise, with the label added in every eighth channel.
  private func rows(_ count: Int, width: Int, carrying label: EmotionLabel, _ generator: inout SplitMix64) -> Matrix {
    let rows = Matrix(rows: count, columns: width)
    let index = EmotionLabel.allCases.firstIndex(of: label)!
    for row in 0..<count {
      for channel in 0..<width {
        rows[row, channel] = Float(2 * generator.uniform() - 1) + (channel % 8 == index ? 0.6 : 0)
      }
    }
    return rows
  }

  private func trainer(_ isTrainable: (String) -> Bool = { _ in true }) -> FusionTrainer {
    var settings = FusionTrainer.Settings(rate: LearningRate(peak: 1e-3, warmUpSteps: 3, steps: 24))
    settings.averageDecay = 0.8
    return FusionTrainer(model, weights: weights, settings: settings, isTrainable: isTrainable)
  }

  @Test func gradientsMatchFiniteDifferences() {
    let windows = batch().windows
    // The single-stream logits enter the fused ones as constants: only the correction has a gradient.
    let names = ["fusion.aligned.weight", "fusion.voice.query.weight", "fusion.face.time", "fusion.head.weight"]
    let parameters = weights.tensors.filter { names.contains($0.name) }.map { (name: $0.name, matrix: $0.values) }
    GradientCheck { model.fusion.logits(windows, on: $0).fused }.expectGradients(of: parameters, step: 0.02, sample: 12)
    let ofFace = ["face.norm.weight", "face.decay.state.weight", "face.units.weight", "face.pictured.output.weight"]
    let face = weights.tensors.filter { ofFace.contains($0.name) }.map { (name: $0.name, matrix: $0.values) }
    GradientCheck { model.fusion.logits(windows, on: $0).alone[of: .face] }.expectGradients(
      of: face,
      step: 0.02,
      sample: 12
    )
  }

  /// A fixed loss curve for these weights and windows, within rounding.
  @Test func lossFollowsTheStoredCurve() {
    let trainer = trainer()
    let (seen, unseen) = (batch(), batch(seed: 2))
    let before = trainer.loss(unseen)
    let losses = (0..<24).map { _ in trainer.step(seen) }
    for (step, expected) in [(0, 4.3214), (8, 2.1660), (16, 1.6052), (23, 1.5253)] {
      #expect(abs(losses[step] - expected) < 0.005 * expected, "\(losses[step]) at step \(step)")
    }
    #expect(trainer.stepCount == 24)
    #expect(trainer.loss(unseen) < 0.7 * before)
    #expect(trainer.withAverage { trainer.loss(seen) } < losses[0])
  }

  @Test func frozenWeightsDoNotChange() {
    let before = weights.tensors.map(\.values.values)
    let trainer = trainer(FusionTensors.isTrainable)
    for _ in 0..<2 { trainer.step(batch()) }
    for (tensor, old) in zip(weights.tensors, before) {
      let isFrozen = !FusionTensors.isTrainable(tensor.name)
      // A key's bias shifts all scores of a query alike: its gradient is zero. Without baselines, nothing is personal.
      guard !tensor.name.hasSuffix("key.bias"), tensor.name != "voice.personal.bias" else { continue }
      #expect((tensor.values.values == old) == isFrozen, "\(tensor.name)")
    }
  }

  @Test func batchedWindowsGiveTheSameLogitsAsSingleOnes() {
    let windows = windows()
    let together = model.fusion.logits(FusionBatch(windows), on: nil)
    for (number, window) in windows.enumerated() {
      let alone = model.logits(model.fusion.summary(model.fusion(window)))
      let pairs = [
        (together.fused, alone.fused), (together.alone[of: .voice], alone.alone[.voice] ?? []),
        (together.alone[of: .face], alone.alone[.face] ?? []),
      ]
      for (rows, expected) in pairs {
        #expect(zip(rows.row(number), expected).allSatisfy { abs(Double($0) - $1) < 1e-4 })
      }
    }
  }
}
