import Foundation
import Numerics
import TestSupport
import Testing

@testable import Fusion

@Suite struct CrossModalFusionTests {
  private let window: StoredWindow
  private let model: FusionModel

  init() throws {
    window = try StoredWindow()
    model = try FusionModel(weights: Vectors.model("emocli-av"))
  }

  private func fused(_ face: AlignedFace) -> FusedWindow {
    model.fusion(AlignedWindow(voice: window.voice, startSeconds: window.startSeconds, face: face))
  }

  /// Held against PyTorch on the weights as shipped (`Recipes/fusion/parity.py`).
  @Test func everyStageEqualsPyTorch() throws {
    let found = fused(window.face)
    let stages = [
      ("normalised.face", found.face), ("joined.voice", found.joinedVoice),
      ("attended.voice", found.attendedVoice), ("attended.face", found.attendedFace),
    ]
    for (name, stage) in stages {
      #expect(stage.greatestDifference(to: try window.file.rows(name)) < 1e-4, "\(name)")
    }
    let logits = model.fusion.logits(found)
    for (name, values) in [("voice", logits.voice), ("face", logits.face), ("fused", logits.fused)] {
      let expected = try window.file.floats("logits.\(name)", shape: [8]).map(Double.init)
      #expect(greatestDifference(try #require(values), expected) < 1e-4, "\(name)")
    }
  }

  @Test func theStreamsAloneAreTheirOwnHeads() throws {
    let logits = model.fusion.logits(fused(window.face))
    #expect(logits.voice == model.voiceHead.logits(window.voice.view))
    #expect(logits.face == model.faceHead.logits(window.face.embeddings))
  }

  @Test func poolsInPiecesAsAtOnce() {
    let found = fused(window.face)
    var sum = model.fusion.begin()
    sum.add(found, moments: 0..<20, frames: 0..<3)
    sum.add(found, moments: 20..<found.voice.rows, frames: 3..<found.face.rows)
    #expect(sum.moments == found.voice.rows && sum.frames == found.face.rows)
    #expect(greatestDifference(model.fusion.logits(sum).fused, model.fusion.logits(found).fused) < 1e-4)
  }

  @Test func withoutAFaceTheVoiceSpeaks() {
    let nobody = AlignedFace(
      embeddings: Matrix(rows: 0, columns: FaceHead.width),
      instants: [],
      ranges: [Range<Int>](repeating: 0..<0, count: window.voice.rows)
    )
    let logits = model.fusion.logits(fused(nobody))
    #expect(logits.face == nil)
    #expect(logits.voice != nil)
    #expect(logits.fused.allSatisfy { $0.isFinite })
  }

  @Test func aSingleFrameIsEnough() {
    let still = AlignedFace(
      embeddings: Matrix(rows: 1, columns: FaceHead.width, values: window.face.embeddings.row(0)),
      instants: [window.startSeconds],
      ranges: [Range<Int>](repeating: 0..<1, count: window.voice.rows)
    )
    #expect(model.fusion.logits(fused(still)).fused.allSatisfy { $0.isFinite })
  }

  @Test func anEmptyPoolIsFinite() {
    let logits = model.fusion.logits(model.fusion.begin())
    #expect(logits.voice == nil && logits.face == nil)
    #expect(logits.fused.allSatisfy { $0.isFinite })
  }
}
