import Foundation

/// Smooths a face's features over time, without look-ahead: steadies what rests and follows what moves.
///
/// A first-order low-pass filter whose cut-off frequency grows with the speed, as in the 1€ filter (Casiez, Roussel and
/// Vogel, "1€ filter", 2012). The less a reading is trusted, the less effect it has.
public struct AdaptiveLowPass: Sendable {
  /// Cut-off of a feature at rest, and its growth per spread per second, in Hz. Tuned together with `speedCutoff` on
  /// clips in bad light (`Recipes/decay/README.md`).
  private static let (minCutoff, growth): (Float, Float) = (0.3, 0.06)
  /// Cut-off of the low-pass filter on the speed, in Hz.
  private static let speedCutoff: Float = 3

  /// Smoothed values after the latest frame, and their speeds per second; empty before the first.
  private var smoothed: [Float] = []
  private var speeds: [Float] = []
  private var seconds = 0.0

  public init() {}

  /// Returns the smoothed features.
  ///
  /// - Parameters:
  ///   - values: as read, in spreads over faces.
  ///   - trust: in this reading, 0…1. The first reading is taken as it is.
  ///   - seconds: later than the previous frame.
  public mutating func callAsFunction(_ values: [Float], trust: Float, at seconds: Double) -> [Float] {
    let elapsed = Float(seconds - self.seconds)
    self.seconds = seconds
    guard !smoothed.isEmpty else {
      (smoothed, speeds) = (values, values.map { _ in 0 })
      return values
    }
    let quick = Self.share(cutoff: Self.speedCutoff, elapsed: elapsed)
    for index in values.indices {
      let change = trust * (values[index] - smoothed[index])
      speeds[index] += quick * (change / max(elapsed, 1e-3) - speeds[index])
      smoothed[index] +=
        Self.share(cutoff: Self.minCutoff + Self.growth * abs(speeds[index]), elapsed: elapsed) * change
    }
    return smoothed
  }

  private static func share(cutoff: Float, elapsed: Float) -> Float {
    1 - exp(-2 * .pi * cutoff * elapsed)
  }
}
