import CKernels
import Foundation
import Numerics

/// Takes noise out of power spectra that come one by one, for a log-mel front end.
///
/// The gain is that of the minimum mean-square error estimate of the log-spectral amplitude (Ephraim and Malah, 1985)
/// with a decision-directed a-priori ratio, mixed geometrically with the least gain by the probability that speech is
/// there (OM-LSA: Cohen and Berdugo, "Speech enhancement for non-stationary noise environments", 2001); the noise is
/// `NoiseEstimate`'s. It fades out as `RunningRatio` finds the sound clean.
///
/// The first 0.6 s are held back, so that a sound that begins with speech is known by its pauses too; after that a step
/// comes out as soon as it goes in. Not thread-safe. Memory does not grow with the sound.
public final class NoiseReduction {
  /// A step's power as it came and less its noise, valid during the call only.
  public typealias Handler = (_ power: UnsafePointer<Float>, _ reduced: UnsafePointer<Float>) throws -> Void

  /// Steps that are held back.
  public static let warmUp = 60
  /// The least gain of the amplitude, in decibels.
  public static let gainFloor = -20.0
  /// The last step's share in the a-priori ratio.
  private static let keep: Float = 0.92

  private let bins: Int
  private let logFloor = Float(gainFloor / 20 * log(10))
  private let held: Matrix
  private var heldCount = 0
  private var isWarm = false
  private let noise: NoiseEstimate
  private var ratio = RunningRatio()
  private let before: Matrix
  private let prior: Matrix
  private let v: Matrix
  private let logGain: Matrix
  private let reduced: Matrix
  private let limited: Matrix
  /// Nothing is louder; beyond it, squares would overflow, and stay in the averages for ever.
  private static let powerLimit: Float = 1e8

  /// - Parameter bins: values of a spectrum. Steps are taken to be 10 ms apart, windowed as `LogMel` does.
  public init(bins: Int = LogMel.transformLength / 2 + 1) {
    self.bins = bins
    held = Matrix(rows: Self.warmUp, columns: bins)
    noise = NoiseEstimate(bins: bins)
    before = Matrix(rows: 1, columns: bins)
    prior = Matrix(rows: 1, columns: bins)
    v = Matrix(rows: 1, columns: bins)
    logGain = Matrix(rows: 1, columns: bins)
    reduced = Matrix(rows: 1, columns: bins)
    limited = Matrix(rows: 1, columns: bins)
  }

  /// Takes the next step's power spectrum; the handler gets every step that is ready.
  public func append(_ power: UnsafePointer<Float>, handler: Handler) rethrows {
    let place = isWarm ? limited.pointer : held.pointer + heldCount * bins
    for bin in 0..<bins { place[bin] = power[bin] < Self.powerLimit ? power[bin] : Self.powerLimit }
    if isWarm { return try give(place, to: handler) }
    heldCount += 1
    if heldCount == Self.warmUp { try flush(to: handler) }
  }

  /// Ends the sound: gives out what was held back.
  public func finish(handler: Handler) rethrows {
    if !isWarm, heldCount > 0 { try flush(to: handler) }
  }

  private func flush(to handler: Handler) rethrows {
    isWarm = true
    noise.start(held.view(rows: 0..<heldCount))
    for step in 0..<heldCount { try give(held.pointer + step * bins, to: handler) }
  }

  private func give(_ power: UnsafePointer<Float>, to handler: Handler) rethrows {
    ck_log_spectral_gain(
      power,
      noise.power.pointer,
      Self.keep,
      before.pointer,
      prior.pointer,
      v.pointer,
      logGain.pointer,
      bins
    )
    noise.updatePresence(power, prior: prior, v: v)
    let strength = ratio.strength(power, noise: noise.power)
    noise.updatePower(power)
    ck_reduce_noise(
      power,
      logGain.pointer,
      noise.presence.pointer,
      logFloor,
      strength,
      reduced.pointer,
      bins
    )
    try handler(power, reduced.pointer)
  }
}

/// The running signal-to-noise ratio between 100 and 4000 Hz, and how much of the noise reduction it asks for.
///
/// The level of speech is an average over the steps that stand clear of the noise; before any was heard it is the usual
/// one, −26 dB below full scale (ITU-T P.56's nominal level), so that the quiet before a clean sound is left alone.
private struct RunningRatio {
  /// In decibels: nothing is done above, everything below.
  static let clean: Float = 30
  static let noisy: Float = 20
  private static let typicalLevel = -26.0
  /// Power of a bin, for a sound whose mean square is 1: the window's squares added up.
  private static let windowPower = 150.0
  private static let bins = 7..<257
  private static let share: Float = 0.02

  private var speech = Float(pow(10, typicalLevel / 10) * windowPower * Double(bins.count))

  /// Takes a step's spectrum and the noise in it; 1 for the whole reduction, 0 for none.
  mutating func strength(_ spectrum: UnsafePointer<Float>, noise: Matrix) -> Float {
    let noise = ck_sum(noise.pointer + Self.bins.lowerBound, Self.bins.count)
    let total = ck_sum(spectrum + Self.bins.lowerBound, Self.bins.count)
    let clear = min(max((total / noise - 2) / 4, 0), 1)
    // A knock must not make the sound look clean.
    speech += Self.share * clear * (min(max(total - noise, 0), 10 * speech) - speech)
    let decibels = 10 * log10(max(speech, NoiseEstimate.powerFloor) / noise)
    return min(max((Self.clean - decibels) / (Self.clean - Self.noisy), 0), 1)
  }
}
