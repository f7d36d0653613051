import Foundation
import Testing

@Suite struct PerturbationTests {
  /// Pulses whose periods and heights are alternately above and below the mean by these shares.
  private func alternating(period: Double, share: Double, height: Double) -> [Float] {
    var train: [(seconds: Double, height: Double)] = []
    var time = 0.01
    for index in 0..<Int(1 / period) {
      let sign = index.isMultiple(of: 2) ? 1.0 : -1
      train.append((time, 0.4 * (1 + sign * height)))
      time += period * (1 + sign * share)
    }
    return Sounds.smoothPulses(train, seconds: 1)
  }

  @Test(arguments: [0.002, 0.005, 0.01])
  func measuresJitterOfAlternatingPeriods(share: Double) {
    let (steps, summary) = Sounds.measured(alternating(period: 0.008, share: share, height: 0))
    #expect(abs(Double(summary.jitterLocal) / (2 * share) - 1) < 0.05)
    // Deviations of + − + or − + − average to a third of one.
    #expect(abs(Double(summary.jitterRAP) / (share * 4 / 3) - 1) < 0.05)
    #expect(abs(Double(summary.jitterPPQ5) / (share * 4 / 5) - 1) < 0.05)
    #expect(abs(Double(steps[50].jitterLocal) / (2 * share) - 1) < 0.07)
  }

  @Test(arguments: [0.01, 0.03, 0.05])
  func measuresShimmerOfAlternatingAmplitudes(height: Double) {
    let (steps, summary) = Sounds.measured(alternating(period: 0.008, share: 0, height: height))
    #expect(abs(Double(summary.shimmerLocal) / (2 * height) - 1) < 0.05)
    #expect(abs(Double(summary.shimmerDecibels) / (20 * log10((1 + height) / (1 - height))) - 1) < 0.05)
    #expect(abs(Double(summary.shimmerAPQ3) / (height * 4 / 3) - 1) < 0.05)
    #expect(abs(Double(summary.shimmerAPQ5) / (height * 4 / 5) - 1) < 0.05)
    #expect(abs(Double(steps[50].shimmerLocal) / (2 * height) - 1) < 0.07)
  }

  @Test func steadyVoiceHasNoJitterOrShimmer() {
    let (steps, summary) = Sounds.measured(Sounds.vowel([700, 1200, 2500], hertz: 133))
    #expect(summary.jitterLocal < 5e-4 && summary.shimmerLocal < 5e-3)
    #expect(steps[50].jitterLocal < 5e-4)
  }

  /// A sine wave in noise: the ratio is that of their powers.
  @Test(arguments: [5.0, 10, 20])
  func harmonicityIsTheHarmonicsToNoiseRatio(decibels: Double) {
    let amplitude = 0.3
    let gain = Float(amplitude * (1.5 / pow(10, decibels / 10)).squareRoot())
    let times = Sounds.times(1)
    let sound = zip(times, Sounds.noise(times.count)).map {
      Float(amplitude * sin(2 * .pi * 150 * $0)) + gain * $1
    }
    #expect(abs(Double(Sounds.measured(sound).summary.harmonicity) - decibels) < 1)
  }
}
