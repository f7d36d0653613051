import TestSupport
import Testing

@testable import Fusion

@Suite struct SpeakerNormalizerTests {
  private let normalizer: SpeakerNormalizer

  init() throws {
    let file = try TensorFile.make([
      (name: "usual.mean", shape: [2], values: [1, 2]), (name: "usual.spread", shape: [2], values: [0.5, 2]),
    ])
    normalizer = try SpeakerNormalizer("usual", in: file, width: 2, floor: 0)
  }

  @Test func unseenSpeakersUseThePopulationPrior() {
    #expect(normalizer.relative([2, 0], at: 0..<2, to: nil) == [2, -1])
    #expect(normalizer.relative([2, 0], at: 0..<2, to: FeatureMoments(width: 2)) == [2, -1])
    #expect(normalizer.relative([0], at: 1..<2, to: nil) == [-1])
  }

  /// The prior weighs as much as three clips: mean (3 + 4 + 6) / 5, variance from 4, 6 and three clips of standard
  /// deviation 0.5 around it.
  @Test func clipsShiftTheBaseline() {
    var moments = FeatureMoments(width: 1)
    moments.add([4])
    moments.add([6])
    let mean = 13.0 / 5
    let variance = (1.4 * 1.4 + 3.4 * 3.4 + 3 * 0.25) / 5
    let expected = Float((6 - mean) / variance.squareRoot())
    #expect(abs(normalizer.relative([6], at: 0..<1, to: moments)[0] - expected) < 1e-5)
  }

  @Test func manyClipsOutweighThePrior() {
    var moments = FeatureMoments(width: 1)
    for number in 0..<10_000 { moments.add([number % 2 == 0 ? 9 : 11]) }
    #expect(abs(normalizer.relative([12], at: 0..<1, to: moments)[0] - 2) < 0.02)
  }
}
