import Foundation

/// A synthetic voice: pulses through formant resonators, four syllables per second, with a pause after every phrase.
enum SyntheticVoice {
  /// In Hz.
  static let sampleRate = 16_000
  private static let phraseSeconds = 2.5
  private static let pauseSeconds = 0.5
  private static let syllablesPerSecond = 4.0
  /// The first three formants of the vowels in [a], [i] and [u], in Hz; the syllables take them in turn.
  private static let vowels = [[730.0, 1090, 2440], [270, 2290, 3010], [300, 870, 2240]]
  private static let bandwidth = 80.0

  /// How far the mouth is open at a time, 0…1.
  static func opening(at seconds: Double) -> Double {
    let phase = seconds.truncatingRemainder(dividingBy: phraseSeconds)
    guard phase < phraseSeconds - pauseSeconds else { return 0 }
    return pow(sin(.pi * syllablesPerSecond * phase), 2)
  }

  /// Returns the voice, at most 0.5 in magnitude.
  static func samples(seconds: Double) -> [Float] {
    let rate = Double(sampleRate)
    var random = RepeatableNoise()
    var resonators = [Resonator](repeating: Resonator(), count: vowels[0].count)
    var (phase, previous) = (0.0, 0.0)
    var samples = (0..<Int(seconds * rate)).map { index -> Double in
      let time = Double(index) / rate
      let opening = opening(at: time)
      let hertz = 130 + 25 * sin(2 * .pi * 0.4 * time) + 15 * opening
      phase += hertz / rate
      let isPulse = phase >= 1
      if isPulse { phase -= 1 }
      let noise = random.next()
      let hiss = noise - previous
      previous = noise
      let syllable = Int(time * syllablesPerSecond)
      let formants = vowels[syllable % vowels.count]
      var value = isPulse ? opening : 0
      for index in resonators.indices { value = resonators[index](value, hertz: formants[index] / rate) }
      // Breath, and something like a sibilant before every third syllable.
      let isSibilant = syllable % 3 == 0 && opening > 0.05 && opening < 0.5
      return value + hiss * (isSibilant ? 4 : 0.05)
    }
    let peak = samples.reduce(0) { max($0, abs($1)) }
    for index in samples.indices { samples[index] *= 0.5 / max(peak, 1e-9) }
    return samples.map(Float.init)
  }

  /// A two-pole filter around a frequency, which may change from sample to sample.
  private struct Resonator {
    private var last = 0.0
    private var beforeLast = 0.0

    /// - Parameter hertz: the frequency as a fraction of the sample rate.
    mutating func callAsFunction(_ input: Double, hertz: Double) -> Double {
      let radius = exp(-.pi * bandwidth / Double(sampleRate))
      let output = input + 2 * radius * cos(2 * .pi * hertz) * last - radius * radius * beforeLast
      (last, beforeLast) = (output, last)
      return output
    }
  }
}

/// Uniform noise from −1 to 1, the same on every run.
struct RepeatableNoise {
  private var state: UInt64

  init(seed: UInt64 = 1) {
    state = seed
  }

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(Int32(truncatingIfNeeded: state >> 32)) / Double(Int32.max)
  }
}
