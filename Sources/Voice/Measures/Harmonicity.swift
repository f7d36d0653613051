import CKernels
import Foundation
import Numerics

/// The ratio of harmonics to noise from the greatest forward cross-correlation of a stretch of one longest period (75 Hz)
/// with what follows, as Praat's `To Harmonicity (cc)`: r of the sound comes back, 1 − r is noise.
final class Harmonicity {
  /// A step is silent when its peak is below this share of the loudest, by Praat's rule.
  static let silenceThreshold: Float = 0.1
  private static let longestPeriod = Int(Double(LogMel.sampleRate) / PitchCandidates.floor)
  private static let halfWindow = longestPeriod / 2 - 1
  private static let window = 2 * halfWindow
  private static let lagCount = (window / 32 + 2) * 32

  private let block = Matrix(rows: 1, columns: Harmonicity.window + Harmonicity.lagCount + ck_correlation_lanes)
  private let correlation = Matrix(rows: 1, columns: Harmonicity.lagCount)

  /// What a step has to be judged by once the loudest sample is known.
  struct Measurement {
    /// The greatest normalised correlation at any lag from 2 samples on; 0 where there is no maximum.
    var correlation: Float = 0
    /// The greatest magnitude of a sample in the middle of the step.
    var peak: Float = 0

    /// In dB; NaN for silence.
    func decibels(loudest: Float) -> Float {
      let silence = max(0, 2 - peak / loudest / Harmonicity.silenceThreshold)
      guard correlation > silence else { return .nan }
      let periodic = min(correlation, 1 - 1e-6)
      return 10 * log10(periodic / (1 - periodic))
    }
  }

  /// - Parameter centre: the sample after the step's centre; 213 samples before and 250 after it are looked at.
  func measure(_ centre: UnsafePointer<Float>) -> Measurement {
    let (period, samples) = (Self.longestPeriod, block.pointer)
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
      // A maximum between two samples is hardly a hundredth above the higher one where it matters.
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
