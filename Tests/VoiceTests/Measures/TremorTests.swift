import Foundation
import Testing

@Suite struct TremorTests {
  @Test(arguments: [4.3, 6, 8.5, 11.6], [0.02, 0.08])
  func findsPitchTremor(rate: Double, depth: Double) throws {
    let sound = Sounds.pulses(seconds: 1.6, hertz: { 180 * (1 + depth * sin(2 * .pi * rate * $0)) })
    let tremor = try #require(Sounds.measured(sound).summary.f0Tremor)
    #expect(abs(Double(tremor.hertz) - rate) < 0.3)
    #expect(abs(Double(tremor.depth) / depth - 1) < 0.25)
  }

  @Test(arguments: [4.3, 6, 8.5, 11.6], [0.03, 0.1])
  func findsAmplitudeTremor(rate: Double, depth: Double) throws {
    let sound = zip(Sounds.times(1.6), Sounds.vowel([600, 1200, 2500], hertz: 180, seconds: 1.6)).map {
      $1 * Float(1 + depth * sin(2 * .pi * rate * $0))
    }
    let summary = Sounds.measured(sound).summary
    let tremor = try #require(summary.amplitudeTremor)
    #expect(abs(Double(tremor.hertz) - rate) < 0.3)
    #expect(abs(Double(tremor.depth) / depth - 1) < 0.25)
    #expect(summary.f0Tremor == nil)
  }

  @Test(arguments: [95.0, 133, 210, 287])
  func findsNoTremorInSteadyVowels(hertz: Double) {
    let noise = Sounds.noise(10_000)
    var index = 0
    let sound = Sounds.pulses(
      seconds: 2,
      hertz: {
        index += 1
        return hertz * (1 - 0.05 * $0) * Double(1 + 0.02 * noise[index])
      },
      height: { _ in 0.4 * Double(1 + 0.06 * noise[5000 + index]) }
    )
    let summary = Sounds.measured(sound).summary
    #expect(summary.f0Tremor == nil && summary.amplitudeTremor == nil)
  }

  /// Too slow, too fast, too shallow.
  @Test(arguments: [(2.5, 0.05), (13.6, 0.05), (6, 0.003)])
  func findsNoTremorOutsideItsRange(rate: Double, depth: Double) {
    let sound = Sounds.pulses(seconds: 1.6, hertz: { 180 * (1 + depth * sin(2 * .pi * rate * $0)) })
    #expect(Sounds.measured(sound).summary.f0Tremor == nil)
  }
}
