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
/// The first 0.6 s are held back, so that a sound that begins with speech is known by its pauses too; after that a frame
/// comes out as soon as it goes in. Not thread-safe. Memory does not grow with the sound.
public final class NoiseReduction {
  /// A frame's power as it came and less its noise, valid during the call only.
  public typealias Handler = (_ power: UnsafePointer<Float>, _ reduced: UnsafePointer<Float>) throws -> Void

  /// Frames that are held back.
  public static let warmUp = 60
  /// The least gain of the amplitude, in decibels.
  public static let gainFloor = -20.0
  /// The last frame's share in the a-priori ratio.
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

  /// - Parameter bins: values of a spectrum. Frames are taken to be 10 ms apart, windowed as `LogMel` does.
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

  /// Takes the next frame's power spectrum; the handler gets every frame that is ready.
  public func append(_ power: UnsafePointer<Float>, handler: Handler) rethrows {
    let place = isWarm ? limited.pointer : held.pointer + heldCount * bins
    for bin in 0..<bins { place[bin] = power[bin] < Self.powerLimit ? power[bin] : Self.powerLimit }
    if isWarm { return try give(place, to: handler) }
    heldCount += 1
    if heldCount == Self.warmUp { try giveHeld(to: handler) }
  }

  /// Ends the sound: gives out what was held back.
  public func finish(handler: Handler) rethrows {
    if !isWarm, heldCount > 0 { try giveHeld(to: handler) }
  }

  private func giveHeld(to handler: Handler) rethrows {
    isWarm = true
    noise.start(held.view(rows: 0..<heldCount))
    for frame in 0..<heldCount { try give(held.pointer + frame * bins, to: handler) }
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
