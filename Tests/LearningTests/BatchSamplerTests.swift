import Emotion
import Fusion
import Networks
import Numerics
import Perception
import TestSupport
import Testing

@testable import Learning

@Suite struct BatchSamplerTests {
  /// A window whose embeddings hold a single number, to recognize it.
  private func window(_ voice: Float?, _ face: Float?) -> WeightedWindow {
    let (moments, frames) = (voice == nil ? 0 : 10, face == nil ? 0 : 4)
    return WeightedWindow(
      aligned: AlignedWindow(
        voice: Matrix(rows: moments, columns: 256, values: [Float](repeating: voice ?? 0, count: moments * 256)),
        startSeconds: 2,
        face: AlignedStream(
          samples: StreamSamples(
            embeddings: Matrix(rows: frames, columns: 512, values: [Float](repeating: face ?? 0, count: frames * 512)),
            seconds: (0..<frames).map { 0.1 * Double($0) }
          ),
          instants: (0..<frames).map { 2 + 0.1 * Double($0) },
          ranges: (0..<moments).map { frames == 0 ? 0..<0 : $0 / 3..<$0 / 3 + 1 }
        )
      ),
      quality: WindowQuality(voice: voice == nil ? 0 : 1, face: face == nil ? 0 : 1)
    )
  }

  private func clip(_ label: EmotionLabel, _ corpus: String, _ voice: Float?, _ face: Float?) -> TrainingClip {
    TrainingClip(windows: [window(voice, face)], target: EmotionTarget(label), corpus: corpus)
  }

  private var noAugmentation: WindowAugmentation {
    var augmentation = WindowAugmentation()
    (augmentation.noise, augmentation.sampleDropout, augmentation.shiftSeconds) = (0, 0, 0)
    return augmentation
  }

  private func sampler(_ clips: [TrainingClip], seed: UInt64, extraFaces: Double = 0) throws -> BatchSampler {
    let model = try FusionModel(trainable: TrainableWeights(seed: 1), encoder: .sample)
    var shares = BatchSampler.Shares()
    shares.facesPerWindow = extraFaces
    let speakers = SpeakerStatistics(clips, model: model)
    return BatchSampler(clips, speakers: speakers, shares: shares, augmentation: noAugmentation, seed: seed)
  }

  @Test func addsVoicesFacesAndStills() throws {
    let face = AlignedStream(
      samples: StreamSamples(embeddings: Matrix(rows: 1, columns: 512), seconds: [0]),
      instants: [0],
      ranges: []
    )
    let frame = WeightedWindow(
      aligned: AlignedWindow(voice: Matrix(rows: 0, columns: 256), startSeconds: 0, face: face),
      quality: WindowQuality(voice: 0, face: 1)
    )
    let still = TrainingClip(windows: [frame], target: EmotionTarget(.angry), corpus: "stills")
    var sampler = try sampler([clip(.happy, "both", 1, 2), still], seed: 2, extraFaces: 1)
    let batch = sampler.batch(10)
    #expect(batch.windows.count == 10 + 10 + 30)
    #expect(batch.targets.prefix(20).allSatisfy { $0.label == .happy })
    #expect(batch.targets.suffix(30).allSatisfy { $0.label == .angry })
    #expect(batch.weights.reduce(0, +) == 10)
    #expect(batch.windows.windows.suffix(40).allSatisfy { $0.face.samples.count > 0 })
    #expect(batch.windows.moments.suffix(40).allSatisfy { $0.isEmpty })
    #expect(batch.voices.count == 60 && batch.voiceTargets.allSatisfy { $0.label == .happy })
    #expect(batch.voices.windows.allSatisfy { $0.voice.rows == 10 && $0.face.samples.count == 0 })
    // Their share in the voice loss is that among all voices.
    #expect(abs(batch.furtherVoiceShare - 60 / (60 + batch.voiceWeights.reduce(0, +))) < 1e-12)
    #expect(batch.voices.dropout[of: .voice].samples?.rows == 60)
  }

  @Test func baselineUsesOnlyTheSpeakersClips() throws {
    let clips = (0..<6).map { number in
      TrainingClip(
        windows: [window(Float(number % 2), nil)],
        target: EmotionTarget(.happy),
        corpus: "a",
        speaker: number % 2 == 0 ? "one" : "other"
      )
    }
    let model = try FusionModel(trainable: TrainableWeights(seed: 1), encoder: .sample)
    let speakers = SpeakerStatistics(clips, model: model)
    func pooled(_ voice: Float) throws -> Double {
      Double(try #require(model.identity(window(voice, nil).aligned)[.voice]).values[0])
    }
    var generator = SplitMix64(seed: 1)
    let all = try #require(speakers.baseline(voiceOf: "other", faceOf: nil, clipCount: nil, using: &generator))
    #expect(all.clips == 3 && all.voice.count == 3 && all.face.allSatisfy { $0.count == 0 })
    #expect(try abs(all.voice.mean(0) - pooled(1)) < 1e-6 && pooled(1) != pooled(0))
    let two = try #require(speakers.baseline(voiceOf: "one", faceOf: "one", clipCount: 2, using: &generator))
    #expect(try two.voice.count == 2 && abs(two.voice.mean(0) - pooled(0)) < 1e-6)
    #expect(speakers.baseline(voiceOf: nil, faceOf: "nobody", clipCount: 1, using: &generator) == nil)
  }

  /// The action units of a table are on another scale than those read from frames.
  @Test func videoAndTableFeaturesHaveSeparatePriors() throws {
    func clip(_ units: Float, _ known: FeatureGroups) -> TrainingClip {
      let frames = StreamSamples(
        embeddings: Matrix(rows: 1, columns: 512, values: [Float](repeating: 5, count: 512)),
        units: Matrix(rows: 1, columns: FaceUnits.count, values: [Float](repeating: units, count: 35)),
        trust: [1],
        seconds: [0],
        known: known
      )
      let window = AlignedWindow(
        voice: Matrix(rows: 0, columns: 256),
        startSeconds: 0,
        face: AlignedStream(samples: frames, instants: [0], ranges: [])
      )
      return TrainingClip(
        windows: [WeightedWindow(aligned: window, quality: WindowQuality(voice: 0, face: 1))],
        target: EmotionTarget(.happy),
        corpus: "a",
        speaker: "one"
      )
    }
    let frames = [1, 3].map { clip($0, [.appearance, .intensities]) }
    let clips = frames + [4, 4].map { clip($0, [.intensities, .presences]) }
    let weights = TrainableWeights(seed: 1)
    let model = try FusionModel(trainable: weights, encoder: .sample)
    weights.writePriors(of: SpeakerStatistics(clips, model: model).clipsBySpeaker)
    let appearance = 0
    let (unit, presence) = (512, 512 + 2 * FaceUnits.intensityCount)
    let (fromVideo, spread) = (weights.named("face.pictured.usual.mean"), weights.named("face.pictured.usual.spread"))
    #expect([fromVideo[0, appearance], fromVideo[0, unit], spread[0, unit]] == [5, 2, 1])
    let measured = weights.named("face.measured.usual.mean")
    #expect([measured[0, appearance], measured[0, unit], measured[0, presence]] == [0, 4, 4])
  }

  @Test func balancesLabelsAndWeightsCorporaByRootOfSize() throws {
    let small = (0..<4).map { clip($0 == 0 ? .sad : .happy, "small", 1, nil) }
    let large = (0..<36).map { clip($0 < 35 ? .angry : .neutral, "large", 2, nil) }
    var sampler = try sampler(small + large, seed: 7)
    let batch = sampler.batch(4000)
    func share(_ label: EmotionLabel) -> Double {
      Double(batch.targets.filter { $0.label == label }.count) / 4000
    }
    // √4 : √36
    #expect(abs(share(.happy) + share(.sad) - 0.25) < 0.03)
    #expect(abs(share(.sad) - 0.125) < 0.03)
    #expect(abs(share(.neutral) - 0.375) < 0.03)
  }

  @Test func pairsFacesWithVoicesOfTheSameLabel() throws {
    let clips = [
      clip(.happy, "voices", 1, nil), clip(.sad, "voices", 2, nil), clip(.happy, "faces", nil, 11),
      clip(.sad, "faces", nil, 12), clip(.angry, "both", 3, 13),
    ]
    let labels: [Float: EmotionLabel] = [1: .happy, 2: .sad, 3: .angry, 11: .happy, 12: .sad, 13: .angry]
    var sampler = try sampler(clips, seed: 3)
    let batch = sampler.batch(300)
    var kinds: [String: Int] = [:]
    for (window, target) in batch.targets.enumerated() {
      let drawn = batch.windows.windows[window]
      let voice = drawn.voice.rows == 0 ? nil : drawn.voice[0, 0]
      let face = drawn.face.samples.count == 0 ? nil : drawn.face.samples.embeddings[0, 0]
      for found in [voice, face].compactMap(\.self) { #expect(labels[found] == target.label) }
      kinds[
        voice == nil ? "face" : face == nil ? "voice" : voice! + 10 == face! && voice! < 3 ? "mixed" : "whole",
        default: 0
      ] += 1
    }
    #expect(["face", "voice", "mixed", "whole"].allSatisfy { kinds[$0, default: 0] > 20 }, "\(kinds)")
    let isAlone = batch.noise!.isCorrectionAlone.filter(\.self).count
    #expect((100..<200).contains(isAlone))
  }

  @Test func stretchesThePairedFaceOverTheVoice() {
    let paired = window(1, nil).aligned.with(faceOf: window(nil, 5).aligned)
    #expect(zip(paired.face.instants, [2, 2.12, 2.24, 2.36]).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(paired.face.ranges == [0, 0, 1, 1, 1, 2, 2, 2, 3, 3].map { $0..<$0 + 1 })
    let still = window(1, nil).aligned.with(
      faceOf: AlignedWindow(
        voice: Matrix(rows: 0, columns: 256),
        startSeconds: 0,
        face: AlignedStream(
          samples: StreamSamples(embeddings: Matrix(rows: 1, columns: 512), seconds: [0]),
          instants: [0],
          ranges: []
        )
      )
    )
    #expect(still.face.instants == [2] && still.face.ranges.allSatisfy { $0 == 0..<1 })
  }

  @Test func augmentationPreservesTheAlignment() {
    var augmentation = noAugmentation
    (augmentation.sampleDropout, augmentation.shiftSeconds) = (0.5, 0.08)
    var generator = SplitMix64(seed: 4)
    let original = window(1, 1).aligned
    for frame in 0..<4 { original.face.samples.embeddings[frame, 0] = Float(frame) }
    for _ in 0..<50 {
      let changed = augmentation(original, using: &generator)
      #expect((1...4).contains(changed.face.instants.count))
      for (moment, range) in changed.face.ranges.enumerated() {
        for frame in range { #expect(Int(changed.face.samples.embeddings[frame, 0]) == moment / 3) }
      }
      for (instant, row) in zip(changed.face.instants, 0...) {
        #expect(abs(instant - 2 - 0.1 * Double(changed.face.samples.embeddings[row, 0])) <= 0.08)
      }
      #expect(changed.voice.values == original.voice.values)
    }
  }

  @Test func sameSeedDrawsTheSameBatch() throws {
    let clips = [clip(.happy, "a", 1, 2), clip(.sad, "a", 3, nil)]
    var (one, two) = (try sampler(clips, seed: 5), try sampler(clips, seed: 5))
    let (first, second) = (one.batch(20), two.batch(20))
    #expect(first.targets == second.targets)
    #expect(first.windows.windows.map(\.voice.values) == second.windows.windows.map(\.voice.values))
  }
}
