import TestSupport
import Testing

@testable import Media

@Suite("Mixing channels")
struct ChannelMixerTests {
  private static let half = 8_000

  /// A voice-like sound whose level changes five times a second.
  private static let voice: [Float] = zip(sine(200, rate: 16_000, seconds: 4), sine(2.5, rate: 16_000, seconds: 4)).map
  {
    $0 * abs($1)
  }

  private static let noise: [Float] = {
    var generator = SeededGenerator()
    return voice.map { _ in Float.random(in: -0.1...0.1, using: &generator) }
  }()

  private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64 = 7
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  private func mix(_ channels: [[Float]]) -> (samples: [Float], isOutOfPhase: Bool) {
    var mixer = ChannelMixer(channelCount: channels.count)
    let samples = stride(from: 0, to: channels[0].count, by: Self.half).flatMap { start in
      mixer.mix(channels.map { Array($0[start..<min(start + Self.half, $0.count)]) })
    }
    return (samples, mixer.isOutOfPhase)
  }

  private func isVoice(_ samples: [Float]) -> Bool { signalToNoise(samples, Self.voice) > 60 }

  @Test("Two equal channels give that channel")
  func equal() {
    let mixed = mix([Self.voice, Self.voice])
    #expect(isVoice(mixed.samples) && !mixed.isOutOfPhase)
  }

  @Test("A silent channel does not halve the voice", arguments: [0, 1])
  func silent(channel: Int) {
    var channels = [Self.voice, Self.voice]
    channels[channel] = Self.voice.map { _ in 0 }
    let mixed = mix(channels)
    #expect(isVoice(mixed.samples) && !mixed.isOutOfPhase)
  }

  @Test("A channel of steady noise is left out")
  func noise() {
    let mixed = mix([Self.noise, Self.voice])
    #expect(isVoice(mixed.samples) && !mixed.isOutOfPhase)
  }

  @Test("A channel that is the other's negative, at any level", arguments: [Float(1), 0.9, 0.5])
  func inverted(level: Float) {
    let mixed = mix([Self.voice, Self.voice.map { -level * $0 }])
    #expect(isVoice(mixed.samples) && mixed.isOutOfPhase)
  }

  @Test("Two people who take turns keep their level")
  func turns() {
    let (half, silence) = (Self.voice.count / 2, [Float](repeating: 0, count: Self.voice.count / 2))
    let mixed = mix([Self.voice[..<half] + silence, silence + Self.voice[half...]])
    #expect(!mixed.isOutOfPhase)
    // The level adapts within a second of the change.
    let late = (half + 16_000)..<Self.voice.count
    #expect(signalToNoise(mixed.samples[late], Self.voice[late]) > 20)
  }

  @Test("Noise that differs is not out of phase")
  func uncorrelated() {
    #expect(!mix([Self.noise, Self.noise.reversed()]).isOutOfPhase)
  }
}
