import Foundation
import Numerics
import TestSupport
import Testing
import Voice

@Suite struct NoiseReductionTests {
  /// Compared with the recipe's numpy (`Recipes/common/denoise_parity.py`): speech in growing noise, clean speech, and a
  /// sound shorter than the warm-up.
  @Test(arguments: ["noisy.", "clean.", "short."])
  func matchesTheRecipe(prefix: String) throws {
    let vectors = try Vectors.open("denoising")
    let samples = try vectors.floats("\(prefix)samples", shape: vectors.entries["\(prefix)samples"]!.shape)
    let expected = try vectors.rows("\(prefix)log_mel")
    let computed = LogMel.compute(samples, reducesNoise: true)
    // Below this power, rounding in the transform shows.
    let floor = Float(log(1e-8))
    let raised = [computed, expected].map { matrix in
      Matrix(rows: matrix.rows, columns: matrix.columns, values: matrix.values.map { max($0, floor) })
    }
    #expect(raised[0].maxDifference(to: raised[1]) < 1e-3)
  }

  @Test(arguments: [1, 77, 160, 333, 4096])
  func doesNotDependOnTheBlockSize(length: Int) throws {
    let vectors = try Vectors.open("denoising")
    let samples = try vectors.floats("noisy.samples", shape: vectors.entries["noisy.samples"]!.shape)
    let whole = LogMel.compute(samples, reducesNoise: true)
    let plain = LogMel.compute(samples)
    let stream = LogMelStream(reducesNoise: true)
    var steps: [Float] = []
    var unreduced: [Float] = []
    func take(_ step: UnsafeBufferPointer<Float>) {
      steps.append(contentsOf: step)
      unreduced.append(contentsOf: stream.noisyStep)
    }
    for start in stride(from: 0, to: samples.count, by: length) {
      stream.append(samples[start..<min(start + length, samples.count)], handler: take)
    }
    stream.finish(handler: take)
    #expect(steps == whole.values)
    #expect(zip(unreduced, plain.values).allSatisfy { abs(max($0, log(LogMel.floor)) - $1) < 1e-4 })
    #expect(stream.stepCount == LogMel.stepCount(samples: samples.count))
  }

  private static let seconds = (0..<48_000).map { Float($0) / 16_000 }

  /// Syllables of a harmonic voice, three a second, with pauses.
  private static let voice: [Float] = seconds.map { time in
    let harmonics = (1...20).reduce(Float(0)) { $0 + sin(2 * .pi * 140 * Float($1) * time) / Float($1) }
    let isPause = time < 0.2 || (time > 1.2 && time < 1.6)
    return isPause ? 0 : harmonics * max(0, sin(2 * .pi * 3 * time)) * 0.1
  }

  private static let noise: [Float] = {
    var state: UInt64 = 1
    return seconds.map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max) * 0.02
    }
  }()

  /// Log-spectral distance: the root mean square difference of the bands in decibels, over all steps.
  private func distance(_ a: Matrix, _ b: Matrix) -> Double {
    let squares = zip(a.values, b.values).reduce(0.0) { $0 + pow(Double($1.0 - $1.1) * 10 / log(10), 2) }
    return (squares / Double(a.values.count)).squareRoot()
  }

  @Test func leavesCleanSpeechAlone() {
    let hushed = zip(Self.voice, Self.noise).map { $0 + 0.01 * $1 }
    #expect(distance(LogMel.compute(hushed, reducesNoise: true), LogMel.compute(hushed)) < 0.1)
  }

  @Test func bringsNoisySpeechCloserToCleanSpeech() {
    let noisy = zip(Self.voice, Self.noise).map { $0 + $1 }
    // Digital silence would dominate the distance, so faint noise takes its place.
    let clean = zip(Self.voice, Self.noise).map { $0 + 0.1 * $1 }
    let reference = LogMel.compute(clean)
    let before = distance(LogMel.compute(noisy), reference)
    let after = distance(LogMel.compute(noisy, reducesNoise: true), reference)
    #expect(after < 0.7 * before, "from \(before) to \(after) dB")
  }

  @Test func recoversFromExtremeSamples() {
    var samples = zip(Self.voice, Self.noise).map { $0 + $1 }
    for index in 20_000..<20_100 { samples[index] = 1e25 }
    let steps = LogMel.compute(samples, reducesNoise: true)
    let rest = LogMel.compute(Array(samples[24_000...]), reducesNoise: true)
    let areFinite = steps.values.allSatisfy { $0.isFinite }
    #expect(areFinite)
    // A second later the output is as without them, within two nepers per band.
    let (after, expected) = (steps.values[(290 * 128)...], rest.values[(140 * 128)...])
    let difference = zip(after, expected).reduce(Float(0)) { $0 + abs($1.0 - $1.1) } / Float(after.count)
    #expect(difference < 2)
  }

  @Test func handlesSilenceAndEmptyInput() {
    let silence = LogMel.compute([Float](repeating: 0, count: 20_000), reducesNoise: true)
    #expect(silence.values.allSatisfy { abs($0 - log(1e-10)) < 1e-4 })
    #expect(LogMel.compute([], reducesNoise: true).rows == 1)
  }
}
