import Foundation
import Testing

@Suite struct PitchTests {
  @Test(arguments: [80.0, 123.4, 220, 317.7, 550])
  func findsThePitchOfPulses(hertz: Double) {
    let (frames, summary) = Sounds.measured(Sounds.pulses(seconds: 1, hertz: { _ in hertz }))
    for frame in frames[5..<95] {
      #expect(abs(Double(frame.f0) / hertz - 1) < 0.002)
      #expect(frame.voicing > 0.95)
    }
    #expect(summary.voicedRatio > 0.9 && abs(Double(summary.f0) / hertz - 1) < 0.002)
  }

  @Test func followsAGlide() {
    let (frames, _) = Sounds.measured(Sounds.pulses(seconds: 2, hertz: { 100 * exp2($0 / 2) }))
    for index in 5..<195 { #expect(abs(Double(frames[index].f0) / (100 * exp2(Double(index) / 200)) - 1) < 0.01) }
  }

  @Test func hearsNoVoiceInSilenceAndNoise() {
    let silent = Sounds.measured([Float](repeating: 0, count: 16_000))
    let noisy = Sounds.measured(Sounds.noise(16_000).map { 0.3 * $0 })
    #expect(silent.frames.allSatisfy { !$0.isVoiced && $0.harmonicity.isNaN && $0.formants[0].isNaN })
    #expect(noisy.frames.count { $0.isVoiced } < 5)
    #expect(silent.summary.voicedRatio == 0 && silent.summary.f0.isNaN && silent.summary.jitterLocal.isNaN)
  }

  /// A candidate an octave lower is as periodic; the voice keeps to where it was.
  @Test func doesNotJumpAnOctaveWhereEverySecondPulseIsWeaker() {
    var count = 0
    let sound = Sounds.pulses(
      seconds: 1,
      hertz: { _ in 200 },
      height: { _ in
        count += 1
        return count.isMultiple(of: 2) ? 0.4 : 0.38
      }
    )
    let (frames, _) = Sounds.measured(sound)
    #expect(frames[5..<95].allSatisfy { abs($0.f0 / 200 - 1) < 0.01 })
  }
}
