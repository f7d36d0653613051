import CKernels
import Foundation
import Numerics

/// The running signal-to-noise ratio between 100 and 4000 Hz, and how much of the noise reduction it asks for.
///
/// The level of speech is an average over the frames that stand clear of the noise; before any was heard it is the usual
/// one, −26 dB below full scale (ITU-T P.56's nominal level), so that the quiet before a clean sound is left alone.
struct RunningRatio {
  /// In decibels: nothing is done above, everything below.
  static let clean: Float = 30
  static let noisy: Float = 20
  private static let usualLevel = -26.0
  /// Power of a bin, for a sound whose mean square is 1: the window's squares added up.
  private static let windowPower = 150.0
  private static let bins = 7..<257
  private static let share: Float = 0.02

  private var speech = Float(pow(10, usualLevel / 10) * windowPower * Double(bins.count))

  /// Takes a frame's spectrum and the noise in it; 1 for the whole reduction, 0 for none.
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
