import CKernels
import Foundation
import Numerics

/// Sound intensity as in Praat's `To Intensity` for voices down to 50 Hz: the energy under a Kaiser window (β =
/// 2π² + ½) of 128 ms, with the window's mean subtracted.
final class Intensity {
  /// Samples of the window on either side of its centre.
  static let halfWindow = Int(3.2 / 50 * Double(LogMel.sampleRate))
  /// The intensity of digital silence, in dB.
  static let silence: Float = -200

  private static let window: [Float] = {
    let values = (-halfWindow..<halfWindow).map { index -> Double in
      let position = (Double(index) + 0.5) / Double(halfWindow)
      return besselI0((2 * .pi * .pi + 0.5) * (1 - position * position).squareRoot())
    }
    let total = values.reduce(0, +)
    return values.map { Float($0 / total) }
  }()

  private let block = Matrix(rows: 1, columns: 2 * Intensity.halfWindow)

  /// Returns the intensity in dB re 20 µPa, with full scale at 1 Pa as in Praat.
  ///
  /// - Parameter centre: the sample after the step's centre; reads 1024 samples on either side.
  func measure(_ centre: UnsafePointer<Float>) -> Float {
    let (start, count) = (centre - Self.halfWindow, 2 * Self.halfWindow)
    let mean = ck_sum(start, count) / Float(count)
    ck_multiply(start, start, block.pointer, count)
    // Σ w (x − m)² with Σ w = 1.
    let energy = ck_dot(block.pointer, Self.window, count) - 2 * mean * ck_dot(start, Self.window, count) + mean * mean
    return energy > 4e-10 * 1e-10 ? 10 * log10(energy / 4e-10) : Self.silence
  }

  /// Modified Bessel function of the first kind and order 0, by its power series.
  private static func besselI0(_ x: Double) -> Double {
    var (term, sum, k) = (1.0, 1.0, 1.0)
    while term > sum * 1e-12 {
      term *= x * x / (4 * k * k)
      sum += term
      k += 1
    }
    return sum
  }
}
