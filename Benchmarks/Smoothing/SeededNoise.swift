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

  /// Between 0 and 1, neither included.
  private mutating func uniform() -> Double {
    (Double(generator.next() >> 11) + 0.5) / Double(1 << 53)
  }
}
