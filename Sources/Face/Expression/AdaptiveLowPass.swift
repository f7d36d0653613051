import Foundation

/// Steadies the features of a face over time, without looking ahead: what rests is imputed as several frames agree, what
/// moves is followed.
///
/// A first-order low pass whose cut-off frequency grows with the speed, as in the 1€ filter (Casiez, Roussel and Vogel, "1€
/// filter", 2012); a reading that is trusted little moves it little.
public struct AdaptiveLowPass: Sendable {
  /// Of a feature at rest, and how much it grows with each spread a second, in Hz. Chosen, with `speedCutoff`, on clips in
  /// bad light (`Recipes/decay/README.md`).
  private static let (minCutoff, growth): (Float, Float) = (0.3, 0.06)
  /// Of the low pass on the speed. Hz.
  private static let speedCutoff: Float = 3

  /// What is imputed after the latest frame, and how fast it moves a second; empty before the first.
  private var imputed: [Float] = []
  private var speeds: [Float] = []
  private var seconds = 0.0

  public init() {}

  /// What is imputed of each feature.
  ///
  /// - Parameters:
  ///   - values: as read, in spreads over faces.
  ///   - trust: in this reading, 0…1. The first is imputed.
  ///   - seconds: later than the frame before.
  public mutating func callAsFunction(_ values: [Float], trust: Float, at seconds: Double) -> [Float] {
    let elapsed = Float(seconds - self.seconds)
    self.seconds = seconds
    guard !imputed.isEmpty else {
      (imputed, speeds) = (values, values.map { _ in 0 })
      return values
    }
    let quick = Self.share(cutoff: Self.speedCutoff, elapsed: elapsed)
    for index in values.indices {
      let change = trust * (values[index] - imputed[index])
      speeds[index] += quick * (change / max(elapsed, 1e-3) - speeds[index])
      imputed[index] +=
        Self.share(cutoff: Self.minCutoff + Self.growth * abs(speeds[index]), elapsed: elapsed) * change
    }
    return imputed
  }

  private static func share(cutoff: Float, elapsed: Float) -> Float {
    1 - exp(-2 * .pi * cutoff * elapsed)
  }
}
