import CKernels
import Foundation
import Numerics

/// Formants by linear prediction of order 10 up to 5500 Hz (B. Atal and S. Hanauer, 1971; coefficients by Burg's
/// method), with the window and limits of Praat's `To Formant (burg)`.
final class Formants {
  static let count = 3
  private static let order = 10
  private static let window: [Float] = {
    // A 25 ms Gaussian in a window twice as long.
    let count = 550
    let middle = 0.5 * Double(count + 1)
    let edge = exp(-12.0)
    return (1...count).map {
      let position = (Double($0) - middle) / Double(count + 1)
      return Float((exp(-48 * position * position) - edge) / (1 - edge))
    }
  }()
  static let halfWindow = window.count / 2
  /// Minimum distance of a formant from 0 Hz and from 5500 Hz.
  private static let margin = 50.0

  private let block = Matrix(rows: 3, columns: Formants.window.count)
  private var polynomial = [Double](repeating: 0, count: Formants.order + 1)
  private var coefficients = [Double](repeating: 0, count: Formants.order)
  private let solver = PolynomialRoots(degree: Formants.order)

  /// Returns F1 to F3 in Hz, NaN where there is none; the fourth element is unused.
  ///
  /// - Parameter centre: the `FormantSound` sample at the step's centre; reads 275 samples on either side.
  func measure(_ centre: UnsafePointer<Float>) -> SIMD4<Float> {
    let (windowed, count) = (block.pointer, Self.window.count)
    ck_multiply(centre - Self.halfWindow, Self.window, windowed, count)
    ck_burg(windowed, count, Self.order, windowed + count, windowed + 2 * count, &coefficients)
    var formants = SIMD4<Float>(repeating: .nan)
    guard coefficients[0] != 0 else { return formants }
    polynomial[Self.order] = 1
    for index in 0..<Self.order { polynomial[Self.order - 1 - index] = -coefficients[index] }
    solver.solve(polynomial)
    // Keeps the lowest ones in ascending order.
    var found = 0
    for root in solver.roots where root.imaginary > 0 {
      let hertz = atan2(root.imaginary, root.real) * Double(FormantSound.sampleRate) / (2 * .pi)
      guard hertz >= Self.margin, hertz <= Double(FormantSound.sampleRate) / 2 - Self.margin else { continue }
      var index = found
      while index > 0, formants[index - 1] > Float(hertz) {
        if index < Self.count { formants[index] = formants[index - 1] }
        index -= 1
      }
      if index < Self.count { formants[index] = Float(hertz) }
      found = min(found + 1, Self.count)
    }
    return formants
  }
}

/// The sound prepared for formant analysis: resampled to 11 kHz, with a pre-emphasis of 6 dB per octave above 50 Hz.
///
/// Output sample m is at input sample 16 m / 11; 10 ms are 110 output samples.
final class FormantSound {
  static let sampleRate = 11_000
  static let hop = 110
  /// Input samples needed on either side of an output sample.
  static let reach = 64

  let samples = SampleHistory(leadingZeros: 512)
  private var last: Float = 0
  private static let emphasis = Float(exp(-2 * .pi * 50 / Double(sampleRate)))

  /// Row p interpolates at p / 11 of an input sample: a low-pass sinc under a Blackman window.
  private static let kernels: [Float] = (0..<11).flatMap { phase in
    let row = (0..<2 * reach).map { tap -> Double in
      let distance = Double(tap - reach + 1) - Double(phase) / 11
      let cutoff = 2 * 5450 / Double(LogMel.sampleRate)
      let sinc = distance == 0 ? cutoff : sin(.pi * cutoff * distance) / (.pi * distance)
      let position = distance / Double(reach)
      return sinc * (0.42 + 0.5 * cos(.pi * position) + 0.08 * cos(2 * .pi * position))
    }
    let total = row.reduce(0, +)
    return row.map { Float($0 / total) }
  }

  /// Resamples as far as `sound` reaches.
  func update(from sound: SampleHistory) {
    Self.kernels.withUnsafeBufferPointer { kernels in
      while true {
        let (whole, phase) = (samples.end * 16 / 11, samples.end * 16 % 11)
        guard whole + Self.reach < sound.end else { return }
        let start = sound.pointer(at: whole - Self.reach + 1)
        let value = ck_dot(start, kernels.baseAddress! + phase * 2 * Self.reach, 2 * Self.reach)
        samples.append(value - Self.emphasis * last)
        last = value
      }
    }
  }
}
