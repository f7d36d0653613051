import CKernels
import Foundation

/// The power of a log-mel frame from 50 Hz to 8 kHz, as a signal-to-noise ratio weighs it, and whether it is all one tone.
enum FramePower {
  private static let edges: [Float] = {
    let top = MelFilterBank.mel(hertz: 8000)
    return (0...LogMel.bandCount + 1).map {
      Float(MelFilterBank.hertz(mel: top * Double($0) / Double(LogMel.bandCount + 1)))
    }
  }()
  /// Hertz that each band stands for: the filters have unit area, and times their width they add up to the power again.
  private static let widths: [Float] = (0..<LogMel.bandCount).map { (edges[$0 + 2] - edges[$0]) / 2 }
  private static let logWidths = widths.map { log($0) }

  /// The bands whose centres lie in a range of frequencies.
  private static func bands(_ hertz: ClosedRange<Float>) -> Range<Int> {
    let inside = (0..<LogMel.bandCount).filter { hertz.contains(edges[$0 + 1]) }
    return inside.first!..<inside.last! + 1
  }

  /// Hum and offsets of a recording lie below.
  private static let all = bands(50...8000)
  private static let toneBands = bands(100...4000)
  /// The bands of `toneBands` within 110 Hz of each of them.
  private static let neighbours = toneBands.map {
    bands(edges[$0 + 1] - 110...edges[$0 + 1] + 110).clamped(to: toneBands)
  }
  private static let toneShare: Float = 0.97

  /// In decibels; 61 for noise up to 8 kHz with a mean square of 1, −61 for digital silence.
  static func decibels(_ frame: UnsafeBufferPointer<Float>) -> Float {
    10 * log10(power(frame, in: all))
  }

  /// Nearly all power between 100 and 4000 Hz lies about its strongest band.
  static func isTone(_ frame: UnsafeBufferPointer<Float>) -> Bool {
    var peak = toneBands.lowerBound
    for band in toneBands where frame[band] + logWidths[band] > frame[peak] + logWidths[peak] { peak = band }
    let near = power(frame, in: neighbours[peak - toneBands.lowerBound])
    return near >= toneShare * power(frame, in: toneBands)
  }

  private static func power(_ frame: UnsafeBufferPointer<Float>, in bands: Range<Int>) -> Float {
    widths.withUnsafeBufferPointer {
      ck_exp_dot(frame.baseAddress! + bands.lowerBound, $0.baseAddress! + bands.lowerBound, bands.count)
    }
  }
}
