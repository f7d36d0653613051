import Foundation
import Numerics
import Testing
import Voice

@testable import Learning

@Suite struct SoundDegradationTests {
  /// A tone at 16 kHz.
  private static func tone(_ hertz: Double, count: Int = 16_000) -> [Float] {
    (0..<count).map { 0.1 * sin(2 * .pi * Float(hertz) * Float($0) / 16_000) }
  }

  private static func power(_ samples: some Collection<Float>) -> Double {
    samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(samples.count)
  }

  /// Mean power of the log-mel cells.
  private static func level(_ samples: [Float]) -> Double {
    let cells = LogMel.compute(samples).elements
    return cells.reduce(0) { $0 + exp(Double($1)) } / Double(cells.count)
  }

  private static func noise(seed: UInt64, count: Int = 16_000) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in 0.05 * Float(generator.gaussian()) }
  }

  /// What seeds make of a sound.
  private static func degraded(_ samples: [Float], seeds: Range<UInt64>) -> [[Float]] {
    let level = level(samples)
    return seeds.map { seed in
      var degradation = SoundDegradation(level: level, generator: SplitMix64(seed: seed))
      return degradation.degrade(samples)
    }
  }

  @Test(
    arguments: [(1000, -0.5...0.5), (50, -Double.infinity ... -30), (7000, -Double.infinity ... -30)]
      as [(Double, ClosedRange<Double>)]
  )
  func telephoneHasABand(hertz: Double, decibels: ClosedRange<Double>) {
    var telephone = Telephone(lowHertz: 300, highHertz: 3400, gain: 1)
    let sound = Self.tone(hertz)
    let heard = sound.map { telephone.transmit($0) }
    let change = 10 * log10(Self.power(heard[4000...]) / Self.power(sound[4000...]))
    #expect(decibels.contains(change), "\(change) dB")
  }

  /// The samples take at most 128 magnitudes, which keep the sound's power at any gain.
  @Test(arguments: [0.1, 1, 5] as [Float]) func telephoneRounds(gain: Float) {
    var telephone = Telephone(lowHertz: 300, highHertz: 3400, gain: gain)
    let sound = Self.tone(1000)
    let heard = sound.map { telephone.transmit($0) }
    #expect((10...128).contains(Set(heard.map { abs($0) }).count))
    #expect(abs(10 * log10(Self.power(heard[4000...]) / Self.power(sound[4000...]))) < 0.5)
  }

  /// Butterworth's filters of order 4 have lost 3 dB at their edge.
  @Test func filtersLoseHalfThePowerAtTheirEdge() {
    let (samples, qualities) = (Self.tone(1000), [0.5412, 1.3066])
    var high = qualities.map { Biquad(highPass: 1000, quality: $0) }
    var low = qualities.map { Biquad(lowPass: 1000, quality: $0) }
    func filtered(_ filters: inout [Biquad]) -> [Float] {
      samples.map { sample in
        var value = Double(sample)
        for index in filters.indices { value = filters[index].filter(value) }
        return Float(value)
      }
    }
    for output in [filtered(&high), filtered(&low)] {
      #expect(abs(Self.power(output[4000...]) / Self.power(samples[4000...]) - 0.5) < 0.01)
    }
  }

  @Test func isReproducible() {
    let sound = Self.noise(seed: 5)
    #expect(Self.degraded(sound, seeds: 3..<6) == Self.degraded(sound, seeds: 3..<6))
    #expect(Self.degraded(sound, seeds: 3..<4) != Self.degraded(sound, seeds: 4..<5))
  }

  /// Every kind occurs; noise alone is between 5 and 35 dB below the sound.
  @Test func addsNoiseAndSometimesCutsPeaksOff() {
    let sound = Self.noise(seed: 6)
    let peak = sound.map { abs($0) }.max()!
    var clippedCount = 0
    var noisyCount = 0
    for heard in Self.degraded(sound, seeds: 0..<60) {
      let top = heard.map { abs($0) }.max()!
      let atTop = heard.count { abs($0) == top }
      if atTop > 20 { clippedCount += 1 }
      let added = 10 * log10(Self.power(sound) / Self.power(zip(heard, sound).map { $0 - $1 }))
      if atTop <= 20, top > 0.8 * peak, (3.5...36.5).contains(added) { noisyCount += 1 }
    }
    #expect((4...24).contains(clippedCount), "\(clippedCount) of 60")
    #expect((15...50).contains(noisyCount), "\(noisyCount) of 60")
  }

  @Test func silenceStaysSilent() {
    let silence = [Float](repeating: 0, count: 4000)
    for seed in 0..<20 as Range<UInt64> {
      var degradation = SoundDegradation(level: 0, generator: SplitMix64(seed: seed))
      #expect(degradation.degrade(silence) == silence)
    }
  }
}
