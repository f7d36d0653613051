import TestSupport
import Testing

@testable import Fusion

@Suite struct MixingTests {
  private let model: FusionModel

  init() throws {
    model = try FusionModel(weights: Vectors.model("emocli-av"))
  }

  private func baseline(clips: Int) -> SpeakerBaseline {
    let voice = [Float](repeating: 0.1, count: CrossModalFusion.voiceWidth)
    return SpeakerBaseline((0..<clips).map { _ in ClipSummary(voice: voice, face: nil) })
  }

  @Test func nothingKnownIsTheGeneralOne() {
    #expect(model.mixing(nil, face: .appearance) == model.general.pictured)
    #expect(model.mixing(SpeakerBaseline(), face: .intensities) == model.general.measured)
  }

  @Test func theMoreClipsTheMorePersonal() {
    let (general, personal) = (model.general.measured, model.personal.measured)
    for (clips, share) in [(1, 0.25), (3, 0.5), (27, 0.9)] {
      let found = model.mixing(baseline(clips: clips), face: .intensities)
      let expected = zip(general.numbers, personal.numbers).map { (1 - share) * $0 + share * $1 }
      #expect(zip(found.numbers, expected).allSatisfy { abs($0 - $1) < 1e-12 }, "\(clips) clips")
    }
  }

  /// One clip may show any emotion: what is said against it alone changes less.
  @Test func aSingleClipChangesLessThanMany() throws {
    let pooled = (0..<CrossModalFusion.voiceWidth).map { Float($0 % 7) / 7 }
    let summary = FusedSummary(voice: pooled, face: nil, faceLogits: nil, correction: [Double](repeating: 0, count: 8))
    func voice(_ clips: Int) throws -> [Double] {
      try #require(model.logits(summary, baseline: baseline(clips: clips)).voice)
    }
    let (general, one, many) = (try voice(0), try voice(1), try voice(1000))
    #expect(greatestDifference(general, one) > 0)
    #expect(greatestDifference(general, many) > greatestDifference(general, one))
  }
}
