import Foundation
import Testing

@Suite struct PitchTests {
  @Test(arguments: [80.0, 123.4, 220, 317.7, 550])
  func findsThePitchOfPulses(hertz: Double) {
    let (steps, summary) = Sounds.measured(Sounds.pulses(seconds: 1, hertz: { _ in hertz }))
    for step in steps[5..<95] {
      #expect(abs(Double(step.f0) / hertz - 1) < 0.002)
      #expect(step.voicing > 0.95)
    }
    #expect(summary.voicedRatio > 0.9 && abs(Double(summary.f0) / hertz - 1) < 0.002)
  }

  @Test func followsAGlide() {
    let (steps, _) = Sounds.measured(Sounds.pulses(seconds: 2, hertz: { 100 * exp2($0 / 2) }))
    for index in 5..<195 { #expect(abs(Double(steps[index].f0) / (100 * exp2(Double(index) / 200)) - 1) < 0.01) }
  }

  @Test func silenceAndNoiseAreUnvoiced() {
    let silent = Sounds.measured([Float](repeating: 0, count: 16_000))
    let noisy = Sounds.measured(Sounds.noise(16_000).map { 0.3 * $0 })
    #expect(silent.steps.allSatisfy { !$0.isVoiced && $0.harmonicity.isNaN && $0.formants[0].isNaN })
    #expect(noisy.steps.count { $0.isVoiced } < 5)
    #expect(silent.summary.voicedRatio == 0 && silent.summary.f0.isNaN && silent.summary.jitterLocal.isNaN)
  }

  /// A candidate an octave lower is just as periodic; the path stays where it is.
  @Test func weakerAlternatePulsesCauseNoOctaveJump() {
    var count = 0
    let sound = Sounds.pulses(
      seconds: 1,
      hertz: { _ in 200 },
      height: { _ in
        count += 1
        return count.isMultiple(of: 2) ? 0.4 : 0.38
      }
    )
    let (steps, _) = Sounds.measured(sound)
    #expect(steps[5..<95].allSatisfy { abs($0.f0 / 200 - 1) < 0.01 })
  }
}
