import Numerics

/// Which pictures of a film are lost, in bursts, the same for the same seed.
public struct FrameDrops: Sendable {
  private var generator: SplitMix64
  private let share: Double
  private let longest: Int
  private var left = 0

  /// - Parameters:
  ///   - share: the probability, 0…1, that a burst begins with a picture that none has taken.
  ///   - longest: a burst takes 1 to so many pictures, all lengths alike.
  public init(seed: UInt64, share: Double, longest: Int) {
    generator = SplitMix64(seed: seed)
    self.share = share
    self.longest = longest
  }

  /// Whether the next picture is lost.
  public mutating func next() -> Bool {
    if left == 0, generator.uniform() < share { left = 1 + Int(generator.uniform() * Double(longest)) }
    guard left > 0 else { return false }
    left -= 1
    return true
  }
}
