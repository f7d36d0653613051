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

  private func fused(_ face: AlignedStream) -> FusedWindow {
    model.fusion(AlignedWindow(voice: window.voice, startSeconds: window.startSeconds, face: face))
  }

  private func logits(_ face: AlignedStream, baseline: SpeakerBaseline? = nil) -> FusedLogits {
    model.logits(model.fusion.summary(fused(face)), baseline: baseline)
  }

  /// A baseline with one clip per row of the stored features.
  private func baseline() throws -> SpeakerBaseline {
    let (voices, faces) = (try window.file.rows("baseline.voice"), try window.file.rows("baseline.face"))
    return SpeakerBaseline(
      (0..<voices.rows).map { clip in
        ClipSummary([
          .voice: StreamSummary(values: Array(voices.row(clip))),
          .face: StreamSummary(values: Array(faces.row(clip)), known: .all),
        ])
      }
    )
  }

  /// Held against PyTorch on the weights as shipped (`Recipes/fusion/parity.py`).
  @Test func everyStageMatchesPyTorch() throws {
    let found = fused(window.face).streams
    let stages = [
      ("voice", found.rows[of: .voice]), ("frames", found.rows[of: .face]), ("joined.voice", found.joinedVoice),
      ("attended.voice", found.attended[of: .voice]), ("attended.face", found.attended[of: .face]),
    ]
    for (name, stage) in stages {
      #expect(stage.maxDifference(to: try window.file.rows(name)) < 1e-4, "\(name)")
    }
  }

  @Test(arguments: ["general", "personal"])
  func logitsMatchPyTorch(kind: String) throws {
    let logits = logits(window.face, baseline: kind == "personal" ? try baseline() : nil)
    for (name, values) in [("voice", logits.alone[.voice]), ("face", logits.alone[.face]), ("fused", logits.fused)] {
      let expected = try window.file.floats("\(kind).\(name)", shape: [8]).map(Double.init)
      #expect(maxDifference(try #require(values), expected) < 1e-4, "\(kind) \(name)")
    }
  }

  @Test func poolingInPiecesEqualsPoolingAtOnce() {
    let found = fused(window.face)
    var sum = model.fusion.begin()
    let (moments, samples) = (found.count(of: .voice), found.count(of: .face))
    sum.add(found, samples: [.voice: 0..<20, .face: 0..<3])
    sum.add(found, samples: [.voice: 20..<moments, .face: 3..<samples])
    #expect(sum.count(of: .voice) == moments && sum.count(of: .face) == samples)
    let (pieces, whole) = (model.fusion.summary(sum), model.fusion.summary(found))
    #expect(maxDifference(model.logits(pieces).fused, model.logits(whole).fused) < 1e-4)
  }

  @Test func predictsFromTheVoiceWithoutAFace() {
    let logits = logits(.absent(moments: window.voice.rows))
    #expect(logits.alone[.face] == nil)
    #expect(logits.alone[.voice] != nil)
    #expect(logits.fused.allSatisfy { $0.isFinite })
  }

  @Test func acceptsASingleFrame() {
    let still = AlignedStream(
      samples: StreamSamples(
        embeddings: Matrix(rows: 1, columns: FaceHead.width, values: window.face.samples.embeddings.row(0)),
        seconds: [window.startSeconds]
      ),
      instants: [window.startSeconds],
      ranges: [Range<Int>](repeating: 0..<1, count: window.voice.rows)
    )
    #expect(logits(still).fused.allSatisfy { $0.isFinite })
  }

  @Test(arguments: [FeatureGroups.appearance, .intensities, [.intensities, .presences], [.appearance, .intensities]])
  func ignoresUnknownFaceFeatures(known: FeatureGroups) {
    let samples = window.face.samples
    let (embeddings, units) = (
      Matrix(rows: samples.count, columns: FaceHead.width, values: samples.embeddings.elements),
      Matrix(rows: samples.count, columns: FaceUnits.count, values: samples.units.elements)
    )
    if !known.contains(.appearance) { embeddings.elements.update(repeating: 3) }
    for sample in 0..<samples.count {
      if !known.contains(.intensities) { units.row(sample)[..<FaceUnits.intensityCount].update(repeating: 3) }
      if !known.contains(.presences) { units.row(sample)[FaceUnits.intensityCount...].update(repeating: 3) }
    }
    func face(_ embeddings: Matrix, _ units: Matrix) -> AlignedStream {
      let changed = StreamSamples(
        embeddings: embeddings,
        units: units,
        trust: samples.trust,
        seconds: samples.seconds,
        known: known
      )
      return AlignedStream(samples: changed, instants: window.face.instants, ranges: window.face.ranges)
    }
    #expect(logits(face(embeddings, units)) == logits(face(samples.embeddings, samples.units)))
  }

  @Test func emptyPoolGivesFiniteLogits() {
    let logits = model.logits(model.fusion.summary(model.fusion.begin()))
    #expect(logits.alone.isEmpty)
    #expect(logits.fused.allSatisfy { $0.isFinite })
  }

  @Test func summaryRoundTripsThroughJSON() throws {
    let summary = model.fusion.summary(fused(window.face))
    let data = try JSONEncoder().encode(summary)
    #expect(try JSONDecoder().decode(FusedSummary.self, from: data) == summary)
  }
}
