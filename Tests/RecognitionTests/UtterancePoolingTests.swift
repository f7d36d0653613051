import Testing

@testable import Recognition
@testable import Voice

@Suite("Segments by utterance")
struct UtterancePoolingTests {
  typealias Clip = SegmentPoolerTests.Clip

  /// When an utterance becomes known, relative to the windows.
  enum Announcement: CaseIterable {
    case first, asItEnds, last
  }

  static func everywhere(_ clip: Clip) -> SpeechTrack {
    SpeechTrack(isSpeech: Array(repeating: true, count: clip.frameCount), signalToNoise: nil)
  }

  static func segments(
    _ utterances: [Range<Int>],
    of clip: Clip,
    _ announcement: Announcement = .asItEnds,
    speech: SpeechTrack? = nil
  ) throws -> [SegmentPooler.Segment] {
    let predictor = PooledPredictor(model: try Samples.models().fusion)
    var pooler = SegmentPooler(plan: UtterancePlan(), predictor: predictor)
    var pending = utterances
    /// Passes on the utterances that end by a step.
    func announce(_ frame: Int) {
      let ended = pending.prefix { $0.upperBound <= frame }
      pending.removeFirst(ended.count)
      pooler.receive(Array(ended), nextStart: pending.first?.lowerBound ?? frame)
    }
    if announcement == .first { announce(.max) }
    for (window, steps, isLast) in clip.windows(predictor) {
      if announcement == .asItEnds { announce(steps.upperBound - 70) }
      pooler.append(window, coreEnd: isLast ? .infinity : window.startSeconds + 3)
      #expect(pooler.latest.count <= 9)
    }
    announce(.max)
    return pooler.finish(durationSeconds: clip.seconds, speech: speech ?? everywhere(clip))
  }

  @Test("Utterances equal fixed segments of the same range", arguments: [0.5, 1, 2, 2.5, 5], Announcement.allCases)
  func likeFixed(length: Double, announcement: Announcement) throws {
    for seconds in [2.05, 10.04] {
      let clip = Clip(seconds: seconds)
      let fixed = try SegmentPoolerTests.segments(of: clip, length: length)
      let whole = fixed.filter { abs($0.endSeconds - $0.startSeconds - length) < 1e-9 }
      let ranges = whole.map { LogMel.steps($0.startSeconds..<$0.endSeconds) }
      for every in 1...2 {
        let chosen = ranges.indices.filter { $0.isMultiple(of: every) }
        let segments = try Self.segments(chosen.map { ranges[$0] }, of: clip, announcement)
        #expect(segments.map(\.pooled.logits) == chosen.map { whole[$0].pooled.logits })
        #expect(segments.map(\.steps) == chosen.map { whole[$0].steps })
        #expect(segments.map(\.startSeconds) == chosen.map { whole[$0].startSeconds })
      }
    }
  }

  @Test("A long clip keeps only a few windows")
  func longClip() throws {
    let clip = Clip(seconds: 40)
    let long = stride(from: 0, to: 4_000, by: 800).map { $0..<$0 + 800 }
    #expect(try Self.segments(long, of: clip).map(\.steps) == long)
    #expect(try Self.segments([3_900..<3_920], of: clip).map(\.steps) == [3_800..<4_000])
    #expect(try Self.segments([], of: clip).isEmpty)
  }

  @Test("Utterances are pooled over at least 2 s, inside the clip")
  func minimumWidth() throws {
    let clip = Clip(seconds: 10)
    let segments = try Self.segments([0..<20, 300..<340, 500..<800, 980..<1_001], of: clip)
    #expect(segments.map(\.steps) == [0..<200, 220..<420, 500..<800, 800..<1_000])
    #expect(segments.map(\.startSeconds) == [0, 3, 5, 9.8] && segments.map(\.endSeconds) == [0.2, 3.4, 8, 10])
    let short = Clip(seconds: 0.5)
    #expect(try Self.segments([10..<40], of: short).map(\.steps) == [0..<50])
  }

  @Test("Utterances are trimmed to the speech of the whole clip")
  func trimmed() throws {
    let clip = Clip(seconds: 10)
    var speech = Array(repeating: false, count: clip.frameCount)
    for frame in [150..<400, 600..<609, 800..<850].joined() { speech[frame] = true }
    let track = SpeechTrack(isSpeech: speech, signalToNoise: nil)
    let segments = try Self.segments([100..<500, 590..<640, 760..<900], of: clip, speech: track)
    #expect(segments.map(\.startSeconds) == [1.5, 8] && segments.map(\.endSeconds) == [4, 8.5])
    // Too little speech for the clip is no utterance either.
    speech = speech.indices.map { (800..<819).contains($0) }
    #expect(try Self.segments([760..<900], of: clip, speech: SpeechTrack(isSpeech: speech, signalToNoise: nil)).isEmpty)
  }

  @Test("Without sound there are no utterances, and no windows are kept")
  func withoutSound() throws {
    let predictor = PooledPredictor(model: try Samples.models().fusion)
    var pooler = SegmentPooler(plan: UtterancePlan(), predictor: predictor)
    pooler.receive([], nextStart: .max)
    for (window, _, _) in Clip(seconds: 20).windows(predictor) {
      pooler.append(window, coreEnd: window.startSeconds + 3)
      #expect(pooler.latest.count <= 2)
    }
    #expect(pooler.finish(durationSeconds: 20, speech: nil).isEmpty)
  }
}
