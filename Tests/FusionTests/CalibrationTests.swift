import TestSupport
import Testing

@testable import Fusion

@Suite struct CalibrationTests {
  private let model: FusionModel

  init() throws {
    model = try FusionModel(weights: Vectors.model("emocli-av"))
  }

  private func baseline(clips: Int) -> SpeakerBaseline {
    let voice = [Float](repeating: 0.1, count: VoiceHead.pooledWidth)
    return SpeakerBaseline((0..<clips).map { _ in ClipSummary([.voice: StreamSummary(values: voice)]) })
  }

  @Test func usesTheGeneralCalibrationWithoutABaseline() {
    #expect(model.calibration(nil, face: .appearance) == model.general.fromVideo)
    #expect(model.calibration(SpeakerBaseline(), face: .intensities) == model.general.fromTable)
  }

  @Test func moreClipsGiveAMorePersonalCalibration() {
    let (general, personal) = (model.general.fromTable, model.personal.fromTable)
    for (clips, share) in [(1, 0.25), (3, 0.5), (27, 0.9)] {
      let found = model.calibration(baseline(clips: clips), face: .intensities)
      let expected = zip(general.numbers, personal.numbers).map { (1 - share) * $0 + share * $1 }
      #expect(zip(found.numbers, expected).allSatisfy { abs($0 - $1) < 1e-12 }, "\(clips) clips")
    }
  }
}
