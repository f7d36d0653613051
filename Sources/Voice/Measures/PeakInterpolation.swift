import CKernels
import Foundation

/// Finds a local maximum of a band-limited curve between its samples.
enum PeakInterpolation {
  /// Samples on either side that the interpolation uses.
  static let reach = 16
  private static let phases = 8

  /// Row p interpolates at p / 8 of a sample: a sinc under a Hann window.
  private static let kernels: [Float] = (0..<phases).flatMap { phase in
    (0..<2 * reach).map { tap in
      let distance = Double(tap - reach + 1) - Double(phase) / Double(phases)
      guard distance != 0 else { return 1 }
      let angle = .pi * distance
      return Float(sin(angle) / angle * (0.5 + 0.5 * cos(angle / Double(reach))))
    }
  }

  /// - Parameters:
  ///   - values: the curve, from 17 samples before the maximum to 17 after.
  ///   - index: a sample no lower than its neighbours.
  /// - Returns: The position of the maximum between the samples, and its height.
  static func refine(_ values: UnsafePointer<Float>, at index: Int) -> (position: Float, height: Float) {
    kernels.withUnsafeBufferPointer { kernels in
      func height(_ position: Int) -> Float {
        let whole = position >= 0 ? position / phases : (position + 1) / phases - 1
        let phase = position - whole * phases
        if phase == 0 { return values[index + whole] }
        return ck_dot(values + (index + whole - reach + 1), kernels.baseAddress! + phase * 2 * reach, 2 * reach)
      }
      // A parabola through three samples lands within an eighth or two of the maximum; climb from there.
      let (vertex, _) = parabola(values[index - 1], values[index], values[index + 1])
      var position = Int((vertex * Float(phases)).rounded())
      var (before, here, after) = (height(position - 1), height(position), height(position + 1))
      while after > here, position < phases {
        position += 1
        (before, here, after) = (here, after, height(position + 1))
      }
      while before > here, position > -phases {
        position -= 1
        (before, here, after) = (height(position - 1), before, here)
      }
      let (offset, top) = parabola(before, here, after)
      return (Float(index) + (Float(position) + offset) / Float(phases), top)
    }
  }

  /// Vertex of the parabola through three equidistant values: its offset from the middle one, in intervals, and its
  /// height.
  static func parabola(_ before: Float, _ here: Float, _ after: Float) -> (offset: Float, height: Float) {
    let slope = 0.5 * (after - before)
    let bend = 2 * here - before - after
    guard bend > 0 else { return (0, here) }
    return (min(max(slope / bend, -1), 1), here + 0.5 * slope * slope / bend)
  }
}
