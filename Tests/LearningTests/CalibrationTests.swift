import Emotion
import Foundation
import Fusion
import Networks
import Numerics
import Perception
import TestSupport
import Testing

@testable import Learning

@Suite struct CalibrationTests {
  private typealias Logits = HeldOutClip.Logits

  /// Clips whose labels are drawn from the product of the voice's and the face's distributions at these temperatures.
  private func clips(
    _ count: Int,
    voiceTemperature: Double,
    faceTemperature: Double,
    personalShare: Double = 0
  ) -> [HeldOutClip] {
    var generator = SplitMix64(seed: 21)
    func logits() -> [Double] { EmotionLabel.allCases.map { _ in 2 * generator.gaussian() } }
    return (0..<count).map { number in
      let (voice, face) = (logits(), logits())
      let joint = zip(voice, face).map { $0 / voiceTemperature + $1 / faceTemperature }
      var place = generator.uniform()
      let label = zip(EmotionLabel.allCases, EmotionDistribution(logits: joint).values).first { _, probability in
        place -= probability
        return place < 0
      }
      return HeldOutClip(
        windows: [
          Logits(
            alone: [.voice: voice, .face: face],
            correction: logits(),
            quality: WindowQuality(voice: 1, face: 1)
          )
        ],
        target: EmotionTarget(label?.0 ?? .surprised),
        corpus: number % 2 == 0 ? "one" : "two",
        personalShare: personalShare
      )
    }
  }

  @Test func recoversTheTrueWeights() {
    let clips = clips(1500, voiceTemperature: 2, faceTemperature: 1)
    let found = Calibration.fitted(on: clips)
    expectTrueWeights(found)
    #expect(found.loss(clips, of: .all) < Calibration().loss(clips, of: .all))
    #expect(found.loss(clips, of: .alone(.voice)) <= Calibration().loss(clips, of: .alone(.voice)))
  }

  /// The fit must recover each stream's true weight, gain over temperature. The correction is noise.
  private func expectTrueWeights(_ found: Calibration) {
    #expect(abs(found.gains[of: .voice] / found.temperatures[of: .voice] / found.fusedTemperature - 0.5) < 0.06)
    #expect(abs(found.gains[of: .face] / found.temperatures[of: .face] / found.fusedTemperature - 1) < 0.1)
    #expect(found.correctionGain < 0.12)
  }

  /// With speakers half known, the labels follow the midpoint of both calibrations.
  @Test func accountsForThePersonalShare() {
    var general = Calibration()
    general.correctionGain = 0.1
    let clips = clips(1500, voiceTemperature: 2, faceTemperature: 1, personalShare: 0.5)
    expectTrueWeights(general.moved(to: Calibration.fitted(on: clips, from: general), share: 0.5))
  }

  @Test func leavesAnAbsentStreamUncalibrated() {
    let voices = clips(100, voiceTemperature: 2, faceTemperature: 1).map { clip in
      HeldOutClip(
        windows: clip.windows.map {
          Logits(
            alone: [.voice: $0.alone[of: .voice]],
            correction: $0.correction,
            quality: WindowQuality(voice: 1, face: 0)
          )
        },
        target: clip.target,
        corpus: clip.corpus
      )
    }
    let found = Calibration.fitted(on: voices)
    #expect(found.temperatures[of: .voice] != 1)
    #expect(found.temperatures[of: .face] == 1 && found.gains.values == [1, 1] && found.fusedTemperature == 1)
    #expect(Calibration.fitted(on: []) == Calibration())
  }

  /// The calibration predicts what a model with this calibration in its weights predicts.
  @Test func predictsLikeACalibratedModel() throws {
    let weights = TrainableWeights(seed: 8)
    let clip = TrainingClip(windows: Self.windows, target: EmotionTarget(.happy), corpus: "one")
    let held = HeldOutClip(clip, model: try FusionModel(trainable: weights, encoder: .sample))
    var calibration = Calibration()
    (calibration.temperatures, calibration.fusedTemperature) = ([.voice: 1.5, .face: 0.7], 1.2)
    (calibration.gains, calibration.correctionGain) = ([.voice: 0.8, .face: 0.4], 0.6)
    weights.write(general: CalibrationPair(fromVideo: calibration), personal: CalibrationPair())
    let model = try FusionModel(trainable: TrainableWeights(seed: 9, startingFrom: file(weights)), encoder: .sample)
    var votes = WindowVotes()
    for window in Self.windows {
      let logits = model.logits(model.fusion.summary(model.fusion(window.aligned)))
      votes.add(logits: logits.fused, quality: window.quality.all)
    }
    let expected = try #require(votes.distribution(temperature: model.general.fromVideo.fusedTemperature))
    let found = try #require(calibration.distribution(held, of: .all))
    #expect(zip(found.values, expected.values).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  private func file(_ weights: TrainableWeights) throws -> SafeTensors {
    try TensorFile.make(weights.tensors.map { (name: $0.name, shape: $0.shape, values: $0.values.values) })
  }

  private static var windows: [WeightedWindow] {
    (0..<2).map { number in
      var generator = SplitMix64(seed: UInt64(number))
      func rows(_ count: Int, _ width: Int) -> Matrix {
        Matrix(rows: count, columns: width, values: (0..<count * width).map { _ in Float(generator.gaussian()) })
      }
      let face = AlignedStream(
        samples: StreamSamples(embeddings: rows(3, 512), seconds: [0, 0.1, 0.2]),
        instants: [0, 0.1, 0.2],
        ranges: [0..<1, 0..<2, 1..<3, 2..<3]
      )
      return WeightedWindow(
        aligned: AlignedWindow(voice: rows(4, 256), startSeconds: 0, face: face),
        quality: WindowQuality(voice: 1, face: number == 0 ? 1 : 0.5)
      )
    }
  }
}
