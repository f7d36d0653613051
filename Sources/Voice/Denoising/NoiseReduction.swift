import CKernels
import Foundation
import Numerics

/// Streaming noise reduction on power spectra, for a log-mel front end.
///
/// The gain is the minimum mean-square error estimator of the log-spectral amplitude (Ephraim and Malah, 1985) with a
/// decision-directed a-priori ratio, combined geometrically with the gain floor by the probability of speech (OM-LSA:
/// Cohen and Berdugo, "Speech enhancement for non-stationary noise environments", 2001). The noise comes from
/// `NoiseEstimate`. The reduction fades out where `RunningRatio` finds the sound clean.
///
/// The first 0.6 s are held back, so that the first noise estimate includes pauses even if the sound begins with
/// speech; after that each step is emitted at once. Not thread-safe. Memory does not grow with the sound.
public final class NoiseReduction {
  /// Receives a step's power before and after noise reduction, valid during the call only.
  public typealias Handler = (_ power: UnsafePointer<Float>, _ reduced: UnsafePointer<Float>) throws -> Void

  /// Steps held back at the start.
  public static let warmUp = 60
  /// Minimum gain of the amplitude, in decibels.
  public static let gainFloor = -20.0
  /// Weight of the previous step in the a-priori ratio.
  private static let priorSmoothing: Float = 0.92

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
  /// Upper limit on power. Beyond it, squares would overflow and stay in the averages for ever.
  private static let powerLimit: Float = 1e8

  /// - Parameter bins: values per spectrum. Steps must be 10 ms apart and windowed as in `LogMel`.
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

  /// Appends the next step's power spectrum and passes every finished step to the handler.
  public func append(_ power: UnsafePointer<Float>, handler: Handler) rethrows {
    let row = isWarm ? limited.pointer : held.pointer + heldCount * bins
    for bin in 0..<bins { row[bin] = power[bin] < Self.powerLimit ? power[bin] : Self.powerLimit }
    if isWarm { return try emit(row, to: handler) }
    heldCount += 1
    if heldCount == Self.warmUp { try flush(to: handler) }
  }

  /// Ends the sound and passes the steps held back to the handler.
  public func finish(handler: Handler) rethrows {
    if !isWarm, heldCount > 0 { try flush(to: handler) }
  }

  private func flush(to handler: Handler) rethrows {
    isWarm = true
    noise.start(held.view(rows: 0..<heldCount))
    for step in 0..<heldCount { try emit(held.pointer + step * bins, to: handler) }
  }

  private func emit(_ power: UnsafePointer<Float>, to handler: Handler) rethrows {
    ck_log_spectral_gain(
      power,
      noise.power.pointer,
      Self.priorSmoothing,
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

/// Running signal-to-noise ratio between 100 and 4000 Hz, and the strength of noise reduction it calls for.
///
/// The speech level is an average over the steps well above the noise. It starts at ITU-T P.56's nominal level, 26 dB
/// below full scale, so that the silence before clean speech is left alone.
private struct RunningRatio {
  /// In decibels: no reduction above `clean`, full reduction below `noisy`.
  static let clean: Float = 30
  static let noisy: Float = 20
  private static let typicalLevel = -26.0
  /// Power of a bin for a sound with a mean square of 1: the sum of the window's squares.
  private static let windowPower = 150.0
  private static let bins = 7..<257
  private static let share: Float = 0.02

  private var speech = Float(pow(10, typicalLevel / 10) * windowPower * Double(bins.count))

  /// Updates the ratio with a step's spectrum and noise. Returns the strength of the reduction: 0 for none, 1 for full.
  mutating func strength(_ spectrum: UnsafePointer<Float>, noise: Matrix) -> Float {
    let noise = ck_sum(noise.pointer + Self.bins.lowerBound, Self.bins.count)
    let total = ck_sum(spectrum + Self.bins.lowerBound, Self.bins.count)
    let clear = min(max((total / noise - 2) / 4, 0), 1)
    // A single knock must not make the sound look clean.
    speech += Self.share * clear * (min(max(total - noise, 0), 10 * speech) - speech)
    let decibels = 10 * log10(max(speech, NoiseEstimate.powerFloor) / noise)
    return min(max((Self.clean - decibels) / (Self.clean - Self.noisy), 0), 1)
  }
}
