import Foundation
import Fusion
import Networks
import Numerics
import TestSupport
import Testing

@testable import Learning

/// A network from its seed and a dozen made-up windows, in which both streams tell the emotion to some extent.
@Suite struct FusionTrainerTests {
  private let weights = TrainableWeights(seed: 3)
  private let model: FusionModel

  init() throws {
    model = try FusionModel(learning: weights)
  }

  /// Windows of 0.5 s; the third lacks a face and the fourth a voice.
  private func batch(seed: UInt64 = 1) -> TrainingBatch {
    var generator = SplitMix64(seed: seed)
    let labels = EmotionLabel.allCases + [.happy, .sad, .angry, .neutral]
    let (moments, frames) = (labels.indices.map { $0 == 3 ? 0 : 12 }, labels.indices.map { $0 == 2 ? 0 : 4 })
    let voice = rows(labels, moments, width: 256, &generator)
    let face = rows(labels, frames, width: 512, &generator)
    let (momentRanges, frameRanges) = (Self.ranges(moments), Self.ranges(frames))
    let pairings = labels.indices.flatMap { window in
      (0..<moments[window]).map { moment -> Range<Int> in
        let first = frameRanges[window].lowerBound + moment / 3
        return frameRanges[window].isEmpty ? 0..<0 : first..<first + 1
      }
    }
    let windows = FusionBatch(
      voice: TimedSequences(voice, at: moments.flatMap { (0..<$0).map { 0.04 * Double($0) } }, ranges: momentRanges),
      face: TimedSequences(face, at: frames.flatMap { (0..<$0).map { 0.12 * Double($0) } }, ranges: frameRanges),
      pairings: pairings
    )
    return TrainingBatch(windows, targets: labels.map { EmotionTarget($0) })
  }

  private static func ranges(_ counts: [Int]) -> [Range<Int>] {
    counts.reduce(into: []) { ranges, count in
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + count)
    }
  }

  /// Noise, and in every eighth channel the label.
  private func rows(_ labels: [EmotionLabel], _ counts: [Int], width: Int, _ generator: inout SplitMix64) -> Matrix {
    let rows = Matrix(rows: counts.reduce(0, +), columns: width)
    var row = 0
    for (label, count) in zip(labels, counts) {
      let index = EmotionLabel.allCases.firstIndex(of: label)!
      for _ in 0..<count {
        for channel in 0..<width {
          rows[row, channel] = Float(2 * generator.uniform() - 1) + (channel % 8 == index ? 0.6 : 0)
        }
        row += 1
      }
    }
    return rows
  }

  private func trainer(_ isLearning: (String) -> Bool = { _ in true }) -> FusionTrainer {
    var settings = FusionTrainer.Settings(rate: LearningRate(peak: 1e-3, warmUpSteps: 3, steps: 24))
    settings.voiceShare = 1.0 / 3
    settings.averageMemory = 0.8
    return FusionTrainer(model, weights: weights, settings: settings, isLearning: isLearning)
  }

  @Test func gradientsAreTheSlopesOfTheLogits() {
    let windows = batch().windows
    // The fused logits take the single streams' opinions as they are: only the correction has a slope.
    let names = ["fusion.aligned.weight", "fusion.voice.query.weight", "fusion.face.time", "fusion.head.weight"]
    let parameters = weights.tensors.filter { names.contains($0.name) }.map { (name: $0.name, matrix: $0.values) }
    GradientCheck { model.fusion.logits(windows, on: $0).fused }.expectGradients(of: parameters, step: 0.02, sample: 12)
    let face = weights.tensors.filter { $0.name == "face.norm.weight" }.map { (name: $0.name, matrix: $0.values) }
    GradientCheck { model.fusion.logits(windows, on: $0).face }.expectGradients(of: face, step: 0.02, sample: 12)
  }

  /// The curve that these weights and windows have always had, within what rounding may do.
  @Test func theLossFallsAsItAlwaysDid() {
    let trainer = trainer()
    let (seen, unseen) = (batch(), batch(seed: 2))
    let before = trainer.loss(unseen)
    let losses = (0..<24).map { _ in trainer.step(seen) }
    for (step, expected) in [(0, 3.0082), (8, 1.1487), (16, 0.8858), (23, 0.8584)] {
      #expect(abs(losses[step] - expected) < 0.005 * expected, "\(losses[step]) at step \(step)")
    }
    #expect(trainer.stepCount == 24)
    #expect(trainer.loss(unseen) < 0.7 * before)
    #expect(trainer.withAverage { trainer.loss(seen) } < losses[0])
  }

  @Test func frozenWeightsStay() {
    let before = weights.tensors.map(\.values.values)
    let trainer = trainer { !$0.hasPrefix("voice.") && !$0.hasSuffix("temperature") && !$0.hasSuffix("gain") }
    for _ in 0..<2 { trainer.step(batch()) }
    for (tensor, old) in zip(weights.tensors, before) {
      let isFrozen = tensor.name.hasPrefix("voice.") || tensor.values.values.count == 1
      // A key's bias moves all scores of a query alike, and so nothing.
      guard !tensor.name.hasSuffix("key.bias") else { continue }
      #expect((tensor.values.values == old) == isFrozen, "\(tensor.name)")
    }
  }

  @Test func windowsBelowEachOtherSayWhatEachSaysAlone() {
    let windows = batch().windows
    let together = model.fusion.logits(windows, on: nil)
    for window in [0, 2, 3, 11] {
      let (moments, frames) = (windows.voice.ranges[window], windows.face.ranges[window])
      let alone = model.fusion(
        voice: windows.voice.part(moments),
        startSeconds: 0,
        face: AlignedFace(
          embeddings: windows.face.part(frames),
          instants: Array(windows.face.instants[frames]),
          ranges: windows.pairings[moments].map {
            $0.isEmpty ? 0..<0 : $0.lowerBound - frames.lowerBound..<$0.upperBound - frames.lowerBound
          }
        )
      )
      let logits = model.fusion.logits(alone)
      for (row, expected) in [
        (together.fused, logits.fused), (together.voice, logits.voice ?? []), (together.face, logits.face ?? []),
      ] {
        #expect(zip(row.row(window), expected).allSatisfy { abs(Double($0) - $1) < 1e-4 })
      }
    }
  }
}

extension TimedSequences {
  fileprivate func part(_ range: Range<Int>) -> Matrix {
    Matrix(rows: range.count, columns: rows.columns, values: range.flatMap { Array(rows.row($0)) })
  }
}
