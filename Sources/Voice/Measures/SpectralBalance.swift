import CKernels
import Foundation

/// Balance of a step's power between low and high frequencies, as defined by eGeMAPS (F. Eyben and others, "The Geneva
/// Minimalistic Acoustic Parameter Set", 2016).
struct SpectralBalance {
  /// Power from 1 to 5 kHz over power from 50 Hz to 1 kHz, in dB.
  var alphaRatio = Float.nan
  /// Strongest bin below 2 kHz over the strongest from 2 to 5 kHz, in dB.
  var hammarbergIndex = Float.nan
  /// Slopes of the regression lines through the power in dB from 0 to 500 Hz and from 500 to 1500 Hz, in dB per Hz.
  var slope0To500 = Float.nan
  var slope500To1500 = Float.nan

  private static let binHertz = Double(LogMel.sampleRate) / Double(LogMel.transformLength)
  private static let low = bins(50, 1000)
  private static let high = bins(1000, 5000)
  private static let lowest = bins(0, 500)
  private static let middle = bins(500, 1500)
  /// Weights that turn natural-log power into the regression line's slope in dB per Hz.
  private static let lowestWeights = slopeWeights(lowest)
  private static let middleWeights = slopeWeights(middle)

  /// - Parameters:
  ///   - power: the log-mel spectrogram's power spectrum, 513 bins.
  ///   - scratch: space for 513 values.
  init(power: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>) {
    let below = ck_sum(power + Self.low.lowerBound, Self.low.count)
    let above = ck_sum(power + Self.high.lowerBound, Self.high.count)
    guard below > 1e-10, above > 1e-10 else { return }
    alphaRatio = 10 * log10(above / below)
    var (lowPeak, highPeak) = (Float(0), Float(0))
    let (two, five) = (Int(2000 / Self.binHertz), Self.high.upperBound)
    for bin in 0..<two { lowPeak = max(lowPeak, power[bin]) }
    for bin in two..<five { highPeak = max(highPeak, power[bin]) }
    hammarbergIndex = 10 * log10(lowPeak / highPeak)
    let count = Self.middle.upperBound
    scratch.update(from: power, count: count)
    ck_log_floor(scratch, count, 1e-10)
    slope0To500 = ck_dot(scratch + Self.lowest.lowerBound, Self.lowestWeights, Self.lowestWeights.count)
    slope500To1500 = ck_dot(scratch + Self.middle.lowerBound, Self.middleWeights, Self.middleWeights.count)
  }

  private static func bins(_ lowest: Double, _ highest: Double) -> Range<Int> {
    Int((lowest / binHertz).rounded(.up))..<Int((highest / binHertz).rounded(.up))
  }

  private static func slopeWeights(_ bins: Range<Int>) -> [Float] {
    let mean = Double(bins.lowerBound + bins.upperBound - 1) / 2
    let squares = bins.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return bins.map { Float((Double($0) - mean) / (squares * binHertz) * 10 / log(10)) }
  }
}
