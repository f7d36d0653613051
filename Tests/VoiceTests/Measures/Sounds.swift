import Foundation

@testable import Voice

/// Sounds with known measures.
enum Sounds {
  static let rate = 16_000.0

  static func times(_ seconds: Double) -> [Double] { (0..<Int(seconds * rate)).map { Double($0) / rate } }

  /// Uniform noise from −1 to 1, the same on every run.
  static func noise(_ count: Int) -> [Float] {
    var state: UInt64 = 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
    }
  }

  /// Band-limited pulses with a spectrum that falls by 6 dB per octave.
  static func pulses(_ pulses: [(seconds: Double, height: Double)], seconds: Double) -> [Float] {
    var samples = [Double](repeating: 0, count: Int(seconds * rate))
    for pulse in pulses where pulse.seconds < seconds {
      let place = pulse.seconds * rate
      for index in max(0, Int(place) - 20)..<min(samples.count, Int(place) + 20) {
        let angle = .pi * (Double(index) - place)
        let sinc = abs(angle) < 1e-9 ? 1 : sin(angle) / angle
        samples[index] += pulse.height * sinc * pow(cos(angle / 42), 2)
      }
    }
    for index in samples.indices.dropFirst() { samples[index] += 0.95 * samples[index - 1] }
    return samples.map(Float.init)
  }

  /// Pulses whose rate and height follow functions of time.
  static func pulses(
    seconds: Double,
    hertz: (Double) -> Double,
    height: (Double) -> Double = { _ in 0.4 }
  ) -> [Float] {
    var train: [(seconds: Double, height: Double)] = []
    var time = 0.0
    while time < seconds {
      train.append((time, height(time)))
      time += 1 / hertz(time)
    }
    return pulses(train, seconds: seconds)
  }

  /// Smooth pulses, a quarter of a millisecond wide.
  static func smoothPulses(_ pulses: [(seconds: Double, height: Double)], seconds: Double) -> [Float] {
    var samples = [Float](repeating: 0, count: Int(seconds * rate))
    for pulse in pulses where pulse.seconds < seconds {
      let place = pulse.seconds * rate
      for index in max(0, Int(place) - 24)..<min(samples.count, Int(place) + 24) {
        let distance = (Double(index) - place) / 4
        samples[index] += Float(pulse.height * exp(-0.5 * distance * distance))
      }
    }
    return samples
  }

  /// A pulse train through resonators 80 Hz wide: these formants, and two above them.
  static func vowel(_ formants: [Double], hertz: Double, seconds: Double = 1) -> [Float] {
    var samples = pulses(seconds: seconds, hertz: { _ in hertz }).map(Double.init)
    for formant in formants + [3500, 4500] {
      let radius = exp(-.pi * 80 / rate)
      let (a, b) = (2 * radius * cos(2 * .pi * formant / rate), radius * radius)
      for n in 2..<samples.count { samples[n] += a * samples[n - 1] - b * samples[n - 2] }
    }
    let peak = samples.reduce(0) { max($0, abs($1)) }
    return samples.map { Float(0.5 * $0 / peak) }
  }

  /// All steps and the summary of a sound that arrives in pieces of `piece` samples.
  static func measured(_ samples: [Float], piece: Int = .max) -> (steps: [VoiceStep], summary: VoiceSummary) {
    let measures = VoiceMeasures()
    var steps: [VoiceStep] = []
    var start = 0
    while start < samples.count {
      let end = start + min(piece, samples.count - start)
      measures.append(Array(samples[start..<end])) { steps.append($0) }
      start = end
    }
    let summary = measures.finish { steps.append($0) }
    return (steps, summary)
  }
}
