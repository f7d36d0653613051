import Foundation

/// A reproducible pseudorandom number generator (Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014).
public struct SplitMix64: RandomNumberGenerator, Sendable {
  /// The state: a generator seeded with it continues this one's sequence.
  public private(set) var state: UInt64

  public init(seed: UInt64) {
    state = seed
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// Returns a uniform draw, 0 ≤ u < 1.
  public mutating func uniform() -> Double {
    Double(next() >> 11) / Double(1 << 53)
  }

  /// Returns a uniform draw from a range.
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + uniform() * (range.upperBound - range.lowerBound)
  }

  /// Returns an almost uniform integer from 0 to `bound` − 1.
  public mutating func below(_ bound: Int) -> Int {
    Int(uniform() * Double(bound))
  }

  /// Returns a draw from the standard normal distribution (Box and Muller 1958).
  public mutating func gaussian() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }
}
