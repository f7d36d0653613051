import CKernels
import Foundation

/// Measures a log-mel step: its power from 50 Hz to 8 kHz, as used for signal-to-noise ratios, and whether it is a
/// single tone.
enum StepPower {
  private static let edges: [Float] = {
    let top = MelFilterBank.mel(hertz: LogMel.highest)
    return (0...LogMel.bandCount + 1).map {
      Float(MelFilterBank.hertz(mel: top * Double($0) / Double(LogMel.bandCount + 1)))
    }
  }()
  /// Width of each band in hertz. The filters have unit area, so band values times widths sum to the power.
  private static let widths: [Float] = (0..<LogMel.bandCount).map { (edges[$0 + 2] - edges[$0]) / 2 }
  private static let logWidths = widths.map { log($0) }

  /// Bands whose centres lie within a range of frequencies.
  private static func bands(_ hertz: ClosedRange<Float>) -> Range<Int> {
    let inside = (0..<LogMel.bandCount).filter { hertz.contains(edges[$0 + 1]) }
    return inside.first!..<inside.last! + 1
  }

  /// Hum and DC offset lie below.
  private static let all = bands(50...8000)
  /// Above what a telephone transmits; the filters of telephones and codecs have no power left here.
  private static let high = bands(4600...7500)
  private static let toneBands = bands(100...4000)
  /// For each band of `toneBands`, the bands within 110 Hz.
  private static let neighbours = toneBands.map {
    bands(edges[$0 + 1] - 110...edges[$0 + 1] + 110).clamped(to: toneBands)
  }
  private static let toneShare: Float = 0.97
  /// Power of white noise with a mean square of 1, in decibels.
  static let fullScale: Float = 49

  /// Power in decibels: `fullScale` for white noise with a mean square of 1, −61 for digital silence.
  static func decibels(_ step: UnsafeBufferPointer<Float>) -> Float {
    10 * log10(power(step, in: all))
  }

  /// Power above the telephone band, in decibels.
  static func highDecibels(_ step: UnsafeBufferPointer<Float>) -> Float {
    10 * log10(power(step, in: high))
  }

  /// Whether nearly all power between 100 and 4000 Hz lies around the strongest band.
  static func isTone(_ step: UnsafeBufferPointer<Float>) -> Bool {
    var peak = toneBands.lowerBound
    for band in toneBands where step[band] + logWidths[band] > step[peak] + logWidths[peak] { peak = band }
    let near = power(step, in: neighbours[peak - toneBands.lowerBound])
    return near >= toneShare * power(step, in: toneBands)
  }

  private static func power(_ step: UnsafeBufferPointer<Float>, in bands: Range<Int>) -> Float {
    widths.withUnsafeBufferPointer {
      ck_exp_dot(step.baseAddress! + bands.lowerBound, $0.baseAddress! + bands.lowerBound, bands.count)
    }
  }
}
