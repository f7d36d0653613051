/// The generator of Python's `random`: MT19937 with 53-bit numbers (Matsumoto and Nishimura, "Mersenne twister", 1998).
///
/// Scores draw from it so that they equal a Python scorer's to the last digit: even the order of equal confidences
/// decides which bin of the calibration error a clip falls into.
struct MersenneTwister {
  private static let size = 624
  private static let shift = 397

  private var state = [UInt32](repeating: 0, count: size)
  private var position = size

  /// Equals `random.Random(seed)`.
  init(seed: UInt32) {
    var seeds: [UInt32] = [19_650_218]
    for index in 1..<UInt32(Self.size) {
      let last = seeds[seeds.count - 1]
      seeds.append(1_812_433_253 &* (last ^ (last >> 30)) &+ index)
    }
    state = seeds
    var index = 1
    func wrap() {
      index += 1
      guard index == Self.size else { return }
      state[0] = state[Self.size - 1]
      index = 1
    }
    for _ in 0..<Self.size {
      let last = state[index - 1]
      state[index] = (state[index] ^ ((last ^ (last >> 30)) &* 1_664_525)) &+ seed
      wrap()
    }
    for _ in 1..<Self.size {
      let last = state[index - 1]
      state[index] = (state[index] ^ ((last ^ (last >> 30)) &* 1_566_083_941)) &- UInt32(index)
      wrap()
    }
    state[0] = 0x8000_0000
  }

  /// Returns a uniform number, 0 ≤ u < 1.
  mutating func uniform() -> Double {
    let (high, low) = (next() >> 5, next() >> 6)
    return (Double(high) * 67_108_864 + Double(low)) / 9_007_199_254_740_992
  }

  private mutating func next() -> UInt32 {
    if position == Self.size { twist() }
    var bits = state[position]
    position += 1
    bits ^= bits >> 11
    bits ^= (bits << 7) & 0x9d2c_5680
    bits ^= (bits << 15) & 0xefc6_0000
    return bits ^ (bits >> 18)
  }

  private mutating func twist() {
    for index in 0..<Self.size {
      let mixed = (state[index] & 0x8000_0000) | (state[(index + 1) % Self.size] & 0x7fff_ffff)
      state[index] = state[(index + Self.shift) % Self.size] ^ (mixed >> 1) ^ (mixed & 1 == 0 ? 0 : 0x9908_b0df)
    }
    position = 0
  }
}
