import Foundation
import Numerics

/// White Gaussian noise of unit variance, the same on every run (Box and Muller 1958).
public struct SeededNoise {
  private var generator: SplitMix64

  public init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
  }

  public mutating func next() -> Double {
    let (radius, angle) = (uniform(), uniform())
    return (-2 * log(radius)).squareRoot() * cos(2 * .pi * angle)
  }

  /// Between 0 and 1, both excluded.
  private mutating func uniform() -> Double {
    (Double(generator.next() >> 11) + 0.5) / Double(1 << 53)
  }
}

/// Noise that is white in time: independent for each landmark, plus a part common to all, as if the head shook.
public enum CommonNoise {
  /// Standard deviations of a coordinate, in percent of the interocular distance.
  private static let own = 0.45
  private static let common = 0.35

  /// (frames, 68); together 0.6 % of the interocular distance.
  ///
  /// - Parameter shape: the face, (68), in percent of the interocular distance.
  public static func frames(_ count: Int, shape: [SIMD2<Double>], from noise: inout SeededNoise) -> [[SIMD2<Double>]] {
    let mean = shape.reduce(.zero, +) / Double(shape.count)
    let arms = shape.map { ($0 - mean) / 100 }
    return (0..<count).map { _ in
      let shift = SIMD2(common * noise.next(), common * noise.next())
      let (growth, roll) = (common * noise.next(), common * noise.next())
      return arms.map { arm in
        shift + growth * arm + roll * SIMD2(-arm.y, arm.x) + SIMD2(own * noise.next(), own * noise.next())
      }
    }
  }
}
