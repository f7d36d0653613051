import Foundation
import Networks
import Perception
import Records
import TestSupport
import Testing

@testable import Fusion
@testable import Recognition
@testable import Voice

/// A stream other than voice and face needs only a head and a name. The fusion attends to it and is trained on it, and
/// the record includes it, though only `PulseHead` knows of it.
@Suite("A third stream")
struct ThirdStreamTests {
  private let weights: TrainableWeights
  private let model: FusionModel
  private let options = AnalysisOptions()

  init() throws {
    weights = TrainableWeights(seed: 5)
    model = try FusionModel(trainable: weights, encoder: .sample, more: [PulseHead.init])
  }

  /// Three seconds with all streams: a moment every 40 ms, a face sample every 300 ms, a beat every second.
  private func window(pulse beats: Int) -> AlignedWindow {
    let moments = 75
    func stream(_ count: Int, width: Int) -> AlignedStream {
      let instants = (0..<count).map { 3 * Double($0) / Double(count) }
      return AlignedStream(
        samples: StreamSamples(embeddings: Samples.embeddings(count, width: width), seconds: instants),
        instants: instants,
        ranges: (0..<moments).map { count == 0 ? 0..<0 : $0 * count / moments..<$0 * count / moments + 1 }
      )
    }
    return AlignedWindow(
      voice: Samples.embeddings(moments, width: model.fusion.voiceSampleWidth),
      startSeconds: 0,
      others: [.face: stream(10, width: FaceHead.width), .pulse: stream(beats, width: 4)]
    )
  }

  private func summary(_ window: AlignedWindow) -> FusedSummary {
    model.fusion.summary(model.fusion(window))
  }

  private func quality(pulse beats: Int) -> WindowQuality {
    let evidence = WindowEvidence(steps: 0..<300, frameCount: 10, seenCount: 10, others: [.pulse: beats])
    let speech = SpeechTrack(isSpeech: [Bool](repeating: true, count: 300), signalToNoise: 20)
    return WindowQuality(evidence, speech: speech, isFaceSeen: true)
  }

  private func measurement(pulse beats: Int) -> ClipMeasurement {
    let window = ClipMeasurement.Window(summary: summary(window(pulse: beats)), quality: quality(pulse: beats))
    return ClipMeasurement(windows: [window], segments: nil, seconds: .shortClip)
  }

  @Test("It has a prediction of its own and changes the correction, where present")
  func predicts() {
    let (there, away) = (model.logits(summary(window(pulse: 3))), model.logits(summary(window(pulse: 0))))
    #expect(model.modalities == [.voice, .face, .pulse])
    #expect(there.alone.modalities == [.voice, .face, .pulse] && away.alone.modalities == [.voice, .face])
    #expect(there.alone[.voice] == away.alone[.voice] && there.alone[.face] == away.alone[.face])
    #expect(there.correction != away.correction)
    #expect(there.fused.allSatisfy(\.isFinite) && away.fused.allSatisfy(\.isFinite))
  }

  @Test("Its weights have correct gradients, and a saved model reads back")
  func learns() throws {
    let batch = FusionBatch([window(pulse: 3), window(pulse: 0)])
    let tensors = weights.tensors.filter {
      ["fusion.aligned.pulse.weight", "fusion.pulse.face.value.weight", "fusion.face.pulse.value.weight"].contains(
        $0.name
      )
    }
    #expect(tensors.count == 3)
    let parameters = tensors.map { (name: $0.name, matrix: $0.values) }
    GradientCheck { model.fusion.logits(batch, on: $0).fused }.expectGradients(of: parameters, step: 0.02, sample: 8)
    let head = weights.tensors.filter { $0.name == "pulse.head.weight" }.map { (name: $0.name, matrix: $0.values) }
    GradientCheck { model.fusion.logits(batch, on: $0).alone[of: .pulse] }
      .expectGradients(of: head, step: 0.02, sample: 8)

    let file = try TensorFile.make(
      weights.tensors.map { ($0.name, $0.shape, $0.values.values) },
      metadata: EncoderIdentity.sample.metadata
    )
    let read = try FusionModel(weights: file, more: [PulseHead.init])
    let window = window(pulse: 3)
    #expect(read.logits(read.fusion.summary(read.fusion(window))) == model.logits(summary(window)))
  }

  @Test("A speaker's baseline includes it and decodes with it")
  func isInTheBaseline() throws {
    let baseline = SpeakerBaseline([measurement(pulse: 3).summary, measurement(pulse: 2).summary])
    #expect(baseline.share(of: .pulse) > 0)
    let kept = try JSONDecoder().decode(SpeakerBaseline.self, from: JSONEncoder().encode(baseline))
    #expect(kept == baseline)
  }

  @Test("The record includes it with its weight, and decodes with it")
  func isRecorded() throws {
    let kept = try JSONDecoder().decode(
      ClipMeasurement.self,
      from: JSONEncoder().encode(measurement(pulse: 3))
    )
    let score = try #require(kept.score(model: model, baseline: nil, options: options))
    #expect(abs(score.weights.values.reduce(0, +) - 1) < 1e-9 && score.weights.modalities == [.voice, .face, .pulse])
    let facts = ClipFacts(
      channel: nil,
      durationSeconds: 3,
      measures: [.pulse: ["beats": 3]],
      alignment: nil,
      faces: nil,
      warnings: [],
      model: model.identity,
      timing: SampleRecords.timing,
      options: nil
    )
    let analysis = ClipAnalysis(score, facts)
    let text = String(decoding: try JSONEncoder().encode(analysis), as: UTF8.self)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let streams = try #require(object["modalities"] as? [String: [String: Any]])
    #expect(Set(streams.keys) == ["voice", "face", "pulse"])
    #expect(streams["pulse"]?["present"] as? Bool == true && streams["pulse"]?["beats"] as? Double == 3)
    let read = try JSONDecoder().decode(ClipAnalysis.self, from: Data(text.utf8))
    #expect(read.streams.modalities == [.voice, .face, .pulse])
    #expect(read.streams[.pulse]?.measures == ["beats": 3] && read.streams[.pulse]?.probabilities != nil)
  }

  @Test("A clip without it reports only voice and face")
  func isAbsent() throws {
    let score = try #require(measurement(pulse: 0).score(model: model, baseline: nil, options: options))
    #expect(score.alone.modalities == [.voice, .face])
    #expect(quality(pulse: 0).present == [.voice, .face])
    #expect(quality(pulse: 3).present == [.voice, .face, .pulse])
  }
}
