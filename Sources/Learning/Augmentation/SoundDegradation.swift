import Foundation
import Numerics
import Voice

/// Degrades the sound of a recording, reproducibly by seed: adds noise and, in some recordings, has it come by telephone or
/// cuts its peaks off.
struct SoundDegradation {
  /// Signal-to-noise ratios in decibels.
  private static let noiseRatios = 5.0...35.0
  private static let telephoneShare = 0.3
  private static let clippedShare = 0.2
  /// Where peaks are cut off, in decibels above the sound's mean power. Those of speech rise 15 to 20 above it.
  private static let clippingLevels = 3.0...14.0
  /// Mean power on a telephone line, in decibels of full scale (ITU-T P.56).
  private static let lineLevel = -26.0

  private let noise: Float
  /// 0 is white noise; towards 1, low frequencies dominate.
  private let colour: Float
  private var last: Float = 0
  private var telephone: Telephone?
  /// Samples beyond are cut off.
  private var limit = Float.infinity
  private var generator: SplitMix64

  /// - Parameters:
  ///   - level: mean power of the sound's log-mel cells.
  ///   - generator: draws what is degraded, and the noise.
  init(level: Double, generator: SplitMix64) {
    var generator = generator
    let power = level / Self.cellPower
    noise = Float((power / pow(10, generator.uniform(in: Self.noiseRatios) / 10)).squareRoot())
    colour = Float(generator.uniform(in: 0...0.95))
    let draw = generator.uniform()
    if power > 0, draw < Self.telephoneShare {
      let gain = (pow(10, Self.lineLevel / 10) / power).squareRoot()
      telephone = Telephone(
        lowHertz: generator.uniform(in: 200...400),
        highHertz: generator.uniform(in: 3000...3800),
        gain: Float(gain)
      )
    } else if power > 0, draw < Self.telephoneShare + Self.clippedShare {
      limit = Float((power * pow(10, generator.uniform(in: Self.clippingLevels) / 10)).squareRoot())
    }
    self.generator = generator
  }

  /// Mean power in a log-mel cell of white noise with standard deviation 1.
  private static let cellPower: Double = {
    var generator = SplitMix64(seed: 1)
    let cells = LogMel.compute((0..<LogMel.sampleRate).map { _ in Float(generator.gaussian()) })
    return cells.elements.reduce(0) { $0 + exp(Double($1)) } / Double(cells.rows * cells.columns)
  }()

  /// Degrades the next samples, at 16 kHz.
  mutating func degrade(_ samples: [Float]) -> [Float] {
    samples.map { sample in
      let noisy = sample + nextNoise()
      return telephone?.transmit(noisy) ?? min(max(noisy, -limit), limit)
    }
  }

  private mutating func nextNoise() -> Float {
    guard noise > 0 else { return 0 }
    last = colour * last + (1 - colour * colour).squareRoot() * Float(generator.gaussian())
    return noise * last
  }
}

/// A telephone line: a band that leaves out both ends of the spectrum (ITU-T G.712), and 8-bit samples (ITU-T G.711, µ-law,
/// in its continuous form).
struct Telephone {
  /// Of Butterworth filters of order 4, in two sections.
  private static let qualities = [0.5412, 1.3066]
  private static let mu: Float = 255
  private static let codes: Float = 127

  private var sections: [Biquad]
  private let gain: Float

  /// - Parameter gain: brings the sound to the line's level, and is undone behind it.
  init(lowHertz: Double, highHertz: Double, gain: Float) {
    sections =
      Self.qualities.map { Biquad(highPass: lowHertz, quality: $0) }
      + Self.qualities.map { Biquad(lowPass: highHertz, quality: $0) }
    self.gain = gain
  }

  mutating func transmit(_ sample: Float) -> Float {
    var value = Double(gain * sample)
    for index in sections.indices { value = sections[index].filter(value) }
    return Self.coded(Float(value)) / gain
  }

  /// The value that a code stands for, at most 1.
  private static func coded(_ value: Float) -> Float {
    let companded = log(1 + mu * min(abs(value), 1)) / log(1 + mu)
    let magnitude = (pow(1 + mu, (companded * codes).rounded() / codes) - 1) / mu
    return value < 0 ? -magnitude : magnitude
  }
}

/// A filter of order 2 at 16 kHz (R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients").
struct Biquad {
  private let forward: [Double]
  private let backward: [Double]
  private var state = [0.0, 0.0]

  init(lowPass hertz: Double, quality: Double) {
    self.init(hertz: hertz, quality: quality) { cosine in [(1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2] }
  }

  init(highPass hertz: Double, quality: Double) {
    self.init(hertz: hertz, quality: quality) { cosine in [(1 + cosine) / 2, -1 - cosine, (1 + cosine) / 2] }
  }

  private init(hertz: Double, quality: Double, numerator: (_ cosine: Double) -> [Double]) {
    let angle = 2 * Double.pi * hertz / Double(LogMel.sampleRate)
    let alpha = sin(angle) / (2 * quality)
    forward = numerator(cos(angle)).map { $0 / (1 + alpha) }
    backward = [-2 * cos(angle) / (1 + alpha), (1 - alpha) / (1 + alpha)]
  }

  mutating func filter(_ sample: Double) -> Double {
    let output = forward[0] * sample + state[0]
    state[0] = forward[1] * sample - backward[0] * output + state[1]
    state[1] = forward[2] * sample - backward[1] * output
    return output
  }
}
