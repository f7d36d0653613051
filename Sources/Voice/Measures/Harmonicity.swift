import CKernels
import Foundation
import Numerics

/// Harmonics-to-noise ratio from the maximum forward cross-correlation of one longest period (75 Hz) with the sound
/// that follows, as in Praat's `To Harmonicity (cc)`: a correlation of r means a share r of harmonics and 1 − r of
/// noise.
final class Harmonicity {
  /// A step is silent if its peak is below this fraction of the loudest, as in Praat.
  static let silenceThreshold: Float = 0.1
  private static let maxPeriod = Int(Double(LogMel.sampleRate) / PitchCandidates.floor)
  private static let halfWindow = maxPeriod / 2 - 1
  private static let window = 2 * halfWindow
  private static let lagCount = (window / 32 + 2) * 32

  private let block = Matrix(rows: 1, columns: Harmonicity.window + Harmonicity.lagCount + ck_correlation_lanes)
  private let correlation = Matrix(rows: 1, columns: Harmonicity.lagCount)

  /// A step's measurement, to be judged once the loudest sample is known.
  struct Measurement {
    /// Maximum normalised correlation at lags of 2 samples or more; 0 if there is no maximum.
    var correlation: Float = 0
    /// Maximum sample magnitude in the middle of the window.
    var peak: Float = 0

    /// Harmonics-to-noise ratio in dB; NaN for silence.
    func decibels(peakLevel: Float) -> Float {
      let silence = max(0, 2 - peak / peakLevel / Harmonicity.silenceThreshold)
      guard correlation > silence else { return .nan }
      let periodic = min(correlation, 1 - 1e-6)
      return 10 * log10(periodic / (1 - periodic))
    }
  }

  /// - Parameter centre: the sample after the step's centre; reads 213 samples before it and 250 after.
  func measure(_ centre: UnsafePointer<Float>) -> Measurement {
    let (period, samples) = (Self.maxPeriod, block.pointer)
    let mean = ck_sum(centre - period, 2 * period) / Float(2 * period)
    for index in 0..<block.columns { samples[index] = centre[index - period] - mean }
    var found = Measurement()
    for index in period - Self.halfWindow..<period + Self.halfWindow {
      found.peak = max(found.peak, abs(samples[index]))
    }
    guard found.peak > 1e-6 else { return found }
    ck_lagged_correlation(samples, samples, Self.window, Self.lagCount, correlation.pointer)
    let values = correlation.pointer
    for lag in 2..<Self.window where values[lag] > values[lag - 1] && values[lag] >= values[lag + 1] {
      // Interpolation hardly raises a relevant maximum by more than 0.01.
      guard values[lag] > found.correlation - 0.05 else { continue }
      let height =
        lag > PeakInterpolation.reach + 1
        ? PeakInterpolation.refine(values, at: lag).height
        : PeakInterpolation.parabola(values[lag - 1], values[lag], values[lag + 1]).height
      found.correlation = max(found.correlation, height > 1 ? 1 / height : height)
    }
    return found
  }
}
