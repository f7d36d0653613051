import CKernels
import Foundation
import Numerics

/// The resonances of the vocal tract by linear prediction of order 10 up to 5500 Hz (B. Atal and S. Hanauer, 1971;
/// coefficients after Burg), with the window and limits of Praat's `To Formant (burg)`.
final class Formants {
  static let count = 3
  private static let order = 10
  private static let window: [Float] = {
    // A Gaussian of 25 ms in a window of twice that.
    let count = 550
    let middle = 0.5 * Double(count + 1)
    let edge = exp(-12.0)
    return (1...count).map {
      let place = (Double($0) - middle) / Double(count + 1)
      return Float((exp(-48 * place * place) - edge) / (1 - edge))
    }
  }()
  static let halfWindow = window.count / 2
  /// No formant lies so near 0 Hz or 5500 Hz.
  private static let margin = 50.0

  private let block = Matrix(rows: 3, columns: Formants.window.count)
  private var polynomial = [Double](repeating: 0, count: Formants.order + 1)
  private var coefficients = [Double](repeating: 0, count: Formants.order)
  private let solver = PolynomialRoots(degree: Formants.order)

  /// F1 to F3 in Hz, the fourth place is empty; NaN where there is none.
  ///
  /// - Parameter centre: the sample of `FormantSound` at the frame's centre; 275 before and after it are looked at.
  func measure(_ centre: UnsafePointer<Float>) -> SIMD4<Float> {
    let (windowed, count) = (block.pointer, Self.window.count)
    ck_multiply(centre - Self.halfWindow, Self.window, windowed, count)
    ck_burg(windowed, count, Self.order, windowed + count, windowed + 2 * count, &coefficients)
    var formants = SIMD4<Float>(repeating: .nan)
    guard coefficients[0] != 0 else { return formants }
    polynomial[Self.order] = 1
    for index in 0..<Self.order { polynomial[Self.order - 1 - index] = -coefficients[index] }
    solver.solve(polynomial)
    // The few lowest, in order.
    var found = 0
    for root in solver.roots where root.imaginary > 0 {
      let hertz = atan2(root.imaginary, root.real) * Double(FormantSound.sampleRate) / (2 * .pi)
      guard hertz >= Self.margin, hertz <= Double(FormantSound.sampleRate) / 2 - Self.margin else { continue }
      var place = found
      while place > 0, formants[place - 1] > Float(hertz) {
        if place < Self.count { formants[place] = formants[place - 1] }
        place -= 1
      }
      if place < Self.count { formants[place] = Float(hertz) }
      found = min(found + 1, Self.count)
    }
    return formants
  }
}
