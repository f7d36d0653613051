import Emotion
import Fusion
import Records
import Testing

@testable import Recognition
@testable import Voice

@Suite("What is heard and seen in a segment")
struct SegmentReaderTests {
  /// Speech from 1.0 to 1.5 s of 3 s.
  private static let speech = SpeechTrack(isSpeech: (0..<301).map { (100..<150).contains($0) }, signalToNoise: nil)

  private static func reader(
    _ modalities: [Modality] = [.voice, .face],
    speech: SpeechTrack? = speech,
    hasSound: Bool = true,
    isOneChannelOfSeveral: Bool = false
  ) -> SegmentReader {
    SegmentReader(
      modalities: modalities,
      hasSound: hasSound,
      speech: speech,
      isOneChannelOfSeveral: isOneChannelOfSeveral,
      startSeconds: 0
    )
  }

  @Test("Speech counts in the segment's own range only, as a fraction of it")
  func speechOfTheSegment() {
    let reader = Self.reader()
    func evidence(_ range: Range<Double>) -> SegmentEvidence { reader.evidence(of: range, seen: []) }
    #expect(evidence(0..<1) == SegmentEvidence(present: [], speechRatio: 0))
    #expect(evidence(1..<2) == SegmentEvidence(present: [.voice], speechRatio: 0.5))
    #expect(evidence(1.4..<1.5) == SegmentEvidence(present: [.voice], speechRatio: 1))
    #expect(evidence(1.5..<2) == SegmentEvidence(present: [], speechRatio: 0))
    // The sound ends at 3 s.
    #expect(evidence(3.5..<4) == SegmentEvidence(present: [], speechRatio: 0))
    #expect(evidence(1..<6).speechRatio == 0.1)
  }

  @Test("A face counts where it is seen, if it counts in the clip")
  func face() {
    #expect(Self.reader().evidence(of: 0..<1, seen: [.face]).present == [.face])
    #expect(Self.reader().evidence(of: 1..<2, seen: [.face]).present == [.voice, .face])
    #expect(Self.reader([.voice]).evidence(of: 0..<1, seen: [.face]).present == [])
  }

  @Test("Where one channel of several is silent, a face does not count")
  func channel() {
    let reader = Self.reader(isOneChannelOfSeveral: true)
    #expect(reader.evidence(of: 0..<1, seen: [.face]) == SegmentEvidence(present: [], speechRatio: 0))
    #expect(reader.evidence(of: 1..<2, seen: [.face]).present == [.voice, .face])
  }

  @Test("Without sound there is no share of speech; without speech it is 0")
  func withoutSpeech() {
    let silent = Self.reader([.face], speech: nil)
    #expect(silent.evidence(of: 0..<1, seen: [.face]) == SegmentEvidence(present: [.face], speechRatio: 0))
    let soundless = Self.reader([.face], speech: nil, hasSound: false)
    #expect(soundless.evidence(of: 0..<1, seen: [.face]) == SegmentEvidence(present: [.face], speechRatio: nil))
    // A still has a segment without length.
    #expect(soundless.evidence(of: 0..<0, seen: [.face]).present == [.face])
  }

  @Test("A sample is seen in its own segment only, though its neighbours pool it too")
  func seenInPooling() throws {
    let predictor = PooledPredictor(model: try Samples.models().fusion)
    let clip = SegmentPoolerTests.Clip(seconds: 10, facesUntil: 3.35)
    var pooler = SegmentPooler(plan: SegmentClock.second, predictor: predictor)
    for (window, _, isLast) in clip.windows(predictor) {
      pooler.append(window, coreEnd: isLast ? .infinity : window.startSeconds + 3)
    }
    let segments = pooler.finish(durationSeconds: 10, speech: nil)
    #expect(segments.map { $0.seen.contains(.face) } == (0..<10).map { $0 < 4 })
    #expect(segments[4].pooled.logits.alone[.face] == nil || segments[4].seen.isEmpty)
  }

  @Test("The judged time is that of segments with an emotion; every possible label has a share")
  func timeShare() throws {
    func segment(_ start: Double, _ end: Double, _ emotion: EmotionVerdict?) -> EmotionSegment {
      EmotionSegment(startSeconds: start, endSeconds: end, emotion: emotion, confidence: nil, probabilities: nil)
    }
    var options = AnalysisOptions()
    options.labels = [.happy, .sad, .calm]
    let segments = [
      segment(0, 1, .label(.happy)), segment(1, 2, nil), segment(2, 3, .label(.sad)), segment(3, 4.1, .label(.happy)),
    ]
    let (shares, seconds) = try #require(EmotionShares.of(segments, options: options))
    #expect(abs(seconds - 3.1) < 1e-9)
    #expect(shares.ranked.map(\.share) == [0.6774, 0.3226, 0] && shares[.label(.calm)] == 0)
    #expect(shares[.label(.neutral)] == nil && shares[.uncertain] == nil)
    options.minConfidence = 0.5
    #expect(EmotionShares.of(segments, options: options)?.shares[.uncertain] == 0)
    #expect(EmotionShares.of([segment(0, 1, nil)], options: options) == nil)
  }
}
