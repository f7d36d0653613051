import Foundation
import Testing

@testable import Voice

@Suite struct LoudnessTests {
  /// EBU Tech 3341: a sine of 997 Hz at −20 dBFS in one channel is −23.0 LUFS.
  @Test(arguments: [(-20.0, -23.0), (-37.0, -40.0)])
  func matchesEBUTech3341ForASine(level: Double, expected: Double) {
    let amplitude = pow(10, level / 20)
    let (steps, summary) = Sounds.measured(Sounds.times(1).map { Float(amplitude * sin(2 * .pi * 997 * $0)) })
    for step in steps[41..<100] { #expect(abs(Double(step.loudness) - expected) < 0.1) }
    #expect(abs(Double(summary.maxLoudness) - expected) < 0.1)
    // After 200 ms, half of the 400 ms is silence.
    #expect(abs(Double(steps[20].loudness) - expected + 10 * log10(2)) < 0.15)
  }

  /// The coefficients that ITU-R BS.1770 gives for 48 kHz.
  @Test func filtersMatchBS1770() {
    let shelf = Loudness.shelf(
      hertz: 1681.974450955533,
      decibels: 3.999843853973347,
      q: 0.7071752369554196,
      rate: 48_000
    )
    let highPass = Loudness.highPass(hertz: 38.13547087602444, q: 0.5003270373238773, rate: 48_000)
    let table = [
      1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585,
      1, -2, 1, -1.99004745483398, 0.99007225036621,
    ]
    for (value, expected) in zip(shelf + highPass, table) { #expect(abs(value - expected) < 1e-6) }
  }

  @Test func silenceHasNoLoudness() {
    let (steps, summary) = Sounds.measured([Float](repeating: 0, count: 8000))
    #expect(steps.allSatisfy { $0.loudness.isNaN } && summary.maxLoudness.isNaN)
  }
}
