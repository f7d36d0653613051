import ArgumentParser
import Emotion
import Fusion
import Learning
import Networks
import Numerics
import Perception

/// Seconds per training step of the fusion, on batches of `windows` windows of 2.4 s with 24 face samples
/// each, including sampling and augmentation.
struct TrainingSpeed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training-step",
    abstract: "A training step of the fusion, including sampling and augmentation."
  )
  @Argument(help: "Windows in a batch.") var windows: Int

  func run() throws {
    let encoder = try PerceptionNetworks().voice.identity
    let weights = TrainableWeights(seed: 1)
    let model = try FusionModel(trainable: weights, encoder: encoder)
    let rate = LearningRate(peak: 1e-3, warmUpSteps: 10, steps: 1000)
    let trainer = FusionTrainer(model, weights: weights, settings: FusionTrainer.Settings(rate: rate))
    let (moments, frames) = (60, 24)
    let clips = EmotionLabel.allCases.map { label in
      let window = AlignedWindow(
        voice: Matrix(
          rows: moments,
          columns: encoder.channelCount,
          values: noise(moments * encoder.channelCount)
        ),
        startSeconds: 0,
        face: AlignedStream(
          samples: StreamSamples(
            embeddings: Matrix(rows: frames, columns: 512, values: noise(frames * 512)),
            seconds: (0..<frames).map { 0.1 * Double($0) }
          ),
          instants: (0..<frames).map { 0.1 * Double($0) },
          ranges: (0..<moments).map { $0 * frames / moments..<$0 * frames / moments + 1 }
        )
      )
      return TrainingClip(
        windows: [WeightedWindow(aligned: window, quality: WindowQuality(voice: 1, face: 1))],
        target: EmotionTarget(label),
        corpus: "made"
      )
    }
    var sampler = BatchSampler(clips, speakers: SpeakerStatistics(clips, model: model), seed: 1)
    print(measure(repeats: 5) { trainer.step(sampler.batch(windows)) })
  }
}
