import Numerics
import TestSupport
import Testing

@testable import Learning

@Suite struct FrameDropsTests {
  /// The first numbers of the published generator for this seed.
  @Test func randomNumbersMatchThePublishedOnes() {
    var generator = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ]
    )
  }

  @Test func matchThePythonGenerator() throws {
    let expected = try Vectors.open("decay").floats("drops", shape: [200])
    var drops = FrameDrops(seed: 12, share: 0.1, maxLength: 6)
    #expect(expected.map { _ in drops.next() ? 1 : 0 } == expected)
  }

  @Test func zeroShareDropsNothing() {
    var drops = FrameDrops(seed: 3, share: 0, maxLength: 6)
    #expect((0..<500).allSatisfy { _ in !drops.next() })
  }
}
