import Foundation
import Testing

@testable import Voice

@Suite struct RhythmTests {
  /// Vowels that swell and fade `rate` times a second, muted during `silent`.
  private func syllables(_ rate: Double, seconds: Double, silent: Range<Double>? = nil) -> [Float] {
    let vowel = Sounds.vowel([600, 1200, 2500], hertz: 140, seconds: seconds)
    return zip(Sounds.times(seconds), vowel).map { time, sample in
      if let silent, silent.contains(time) { return 0 }
      return sample * Float(pow(sin(.pi * rate * time), 2) + 0.02)
    }
  }

  @Test(arguments: [2.0, 4, 5])
  func countsSyllableNuclei(rate: Double) {
    let (steps, summary) = Sounds.measured(syllables(rate, seconds: 3))
    #expect(abs(summary.syllableCount - Int(3 * rate)) <= 1)
    #expect(steps.last!.syllableRate == summary.syllableRate)
    #expect(abs(Int(steps.reduce(0) { $0 + $1.isSyllable }) - summary.syllableCount) <= 1)
  }

  @Test func noiseHasNoSyllables() {
    let sound = zip(Sounds.times(3), Sounds.noise(48_000)).map { $1 * Float(0.02 + pow(sin(.pi * 4 * $0), 2)) * 0.3 }
    #expect(Sounds.measured(sound).summary.syllableCount <= 1)
  }

  @Test func measuresPauses() {
    let (steps, summary) = Sounds.measured(syllables(4, seconds: 4, silent: 1.5..<2.25))
    #expect(summary.pauseCount == 1)
    // The intensity's window reaches into the silence from both sides.
    #expect(abs(summary.pauseSeconds - 0.75) < 0.15)
    #expect(steps.last!.pauseCount == 1 && steps[100].pauseCount == 0)
  }

  @Test func silenceCountsAsAPauseOnlyBetweenSounds() {
    var pauses = Pauses()
    func add(_ isSounding: Bool, _ steps: Int) { for _ in 0..<steps { pauses.add(isSounding: isSounding) } }
    add(false, 100)
    add(true, 20)
    add(false, 29)
    add(true, 20)
    #expect(pauses.count == 0 && pauses.meanSeconds.isNaN)
    add(false, 20)
    // Too short to count as a sound.
    add(true, 5)
    add(false, 20)
    add(true, 10)
    add(false, 100)
    #expect(pauses.count == 1 && abs(pauses.meanSeconds - 0.45) < 1e-6)
  }
}
