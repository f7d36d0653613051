import Foundation
import TestSupport
import Testing
import Voice

@Suite struct SpeechActivityTests {
  private let detector: SpeechDetector

  init() throws {
    detector = try SpeechDetector(weights: Vectors.model("speech-activity"))
  }

  private func track(_ samples: [Float]) -> SpeechTrack {
    var activity = SpeechActivity(detector: detector)
    let stream = LogMelStream()
    stream.append(samples) { activity.append($0) }
    stream.finish { activity.append($0) }
    return activity.track
  }

  /// Notes of ten decaying harmonics, struck again whenever the pitches change.
  private static func chords(_ pitches: (Float) -> [Float]) -> [Float] {
    var (struck, sounding): (Float, [Float]) = (0, [])
    return seconds.map { time in
      let now = pitches(time)
      if now != sounding { (struck, sounding) = (time, now) }
      let sum = now.reduce(Float(0)) { sum, pitch in
        (1...10).reduce(sum) { $0 + sin(2 * .pi * pitch * Float($1) * time) / Float($1 * $1) }
      }
      return 0.1 * sum * min(1, (time - struck) * 100) * exp(-(time - struck))
    }
  }

  /// Low strokes and noise bursts by turns, four a second.
  private static let drums: [Float] = zip(seconds, noise).map { time, noise in
    let place = (time * 4).truncatingRemainder(dividingBy: 1) / 4
    let isLow = Int(time * 4).isMultiple(of: 2)
    return isLow ? 0.5 * sin(2 * .pi * 55 * place) * exp(-place * 12) : 1.5 * noise * exp(-place * 20)
  }

  private static let seconds = (0..<48_000).map { Float($0) / 16_000 }

  /// Pseudorandom noise, the same on every run.
  private static let noise: [Float] = {
    var state: UInt64 = 1
    return seconds.map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max) * 0.2
    }
  }()

  static let withoutSpeech: [NamedSound] = [
    NamedSound("silence", seconds.map { _ in 0 }),
    NamedSound("tone", seconds.map { 0.3 * sin(2 * .pi * 440 * $0) }),
    NamedSound("low tone", seconds.map { 0.3 * sin(2 * .pi * 100 * $0) }),
    NamedSound(
      "beeps",
      seconds.map { ($0 * 2).truncatingRemainder(dividingBy: 1) < 0.5 ? 0.3 * sin(2 * .pi * 1000 * $0) : 0 }
    ),
    NamedSound("swelling tone", seconds.map { $0 / 3 * 0.5 * sin(2 * .pi * 440 * $0) }),
    NamedSound("white noise", noise),
    NamedSound(
      "bursts of noise",
      zip(seconds, noise).map { ($0 * 2).truncatingRemainder(dividingBy: 1) < 0.5 ? $1 : 0 }
    ),
    NamedSound("clicks", seconds.indices.map { $0 % 4000 == 0 ? 0.8 : 0 }),
    NamedSound("hum", seconds.map { 0.1 * sin(2 * .pi * 50 * $0) + 0.05 * sin(2 * .pi * 150 * $0) }),
    NamedSound("chord", chords { _ in [220, 277.2, 329.6] }),
    NamedSound("chords", chords { [[262, 330, 392], [349, 440, 523], [196, 247, 294]][Int($0) % 3] }),
    NamedSound("arpeggio", chords { [[262, 330, 392, 523][Int($0 * 6) % 4]] }),
    NamedSound(
      "chords over drums",
      zip(chords { [[220, 262, 330], [175, 220, 262]][Int($0 * 2) % 2] }, drums).map { $0 + $1 }
    ),
    NamedSound("drums", drums),
    NamedSound("nothing", []),
  ]

  @Test(arguments: withoutSpeech)
  func findsNoSpeechInOtherSounds(sound: NamedSound) {
    #expect(track(sound.samples).seconds < SpeechActivity.minSeconds, "\(sound.name)")
  }

  /// Syllables four times a second: harmonics of 120 Hz under moving formants.
  private static let syllables: [Float] = seconds.map { time in
    let envelope = max(0, sin(2 * .pi * 4 * time))
    return (1...30).reduce(Float(0)) { sum, harmonic in
      let hertz = Float(harmonic) * 120
      let formant = 500 + 200 * sin(2 * .pi * 2 * time)
      let height = exp(-pow((hertz - formant) / 150, 2)) + 0.5 * exp(-pow((hertz - 1500) / 250, 2)) + 0.01
      return sum + height * sin(2 * .pi * hertz * time)
    } * envelope * 0.1
  }

  @Test func detectsSyllables() throws {
    let half = Self.syllables.indices.map { $0 < 24_000 ? Self.syllables[$0] : 0 }
    let found = track(half)
    #expect(found.ratio(in: 0..<150) > 0.7)
    #expect(found.ratio(in: 160..<301) == 0)
    #expect(try #require(found.signalToNoise) > 30)
  }

  @Test(arguments: [5.0, 10, 20])
  func estimatesTheSignalToNoiseRatio(decibels: Double) throws {
    let speech = Self.syllables.indices.map { $0 < 36_000 ? Self.syllables[$0] : 0 }
    func power(_ samples: some Sequence<Float>) -> Double { samples.reduce(0) { $0 + Double($1 * $1) } }
    let gain = Float(sqrt(power(speech) / 36_000 / (power(Self.noise) / 48_000) / pow(10, decibels / 10)))
    let estimate = try #require(track(zip(speech, Self.noise).map { $0 + gain * $1 }).signalToNoise)
    #expect(abs(estimate - decibels) < 3)
  }
}

/// Samples with a name for the test report.
struct NamedSound: Sendable, CustomTestStringConvertible {
  let name: String
  let samples: [Float]

  init(_ name: String, _ samples: [Float]) {
    self.name = name
    self.samples = samples
  }

  var testDescription: String { name }
}
