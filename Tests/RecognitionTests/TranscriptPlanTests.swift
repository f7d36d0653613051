import Formats
import Fusion
import Perception
import Testing

@testable import Recognition

@Suite("Segments given by a transcript")
struct TranscriptPlanTests {
  typealias Clip = SegmentPoolerTests.Clip

  /// In no order of their ends, overlapping, doubled, without length, partly and wholly outside of a clip of 10 s.
  static let spans: [(Double, Double)] = [
    (0, 0.3), (0, 12), (0.5, 0.7), (0.5, 6), (0.5, 6), (2.9, 3.1), (3, 3), (3.05, 3.15), (7, 9.9), (9.4, 9.6),
    (9.5, 30), (9.99, 30), (10.04, 11), (40, 50),
  ]

  static func segments(of clip: Clip, startSeconds: Double = 0, spans: [(Double, Double)] = spans) throws
    -> [SegmentPooler.Segment]
  {
    let transcript = Transcript(
      spans.enumerated().map { .init(startSeconds: $1.0, endSeconds: $1.1, text: "\($0)") }
    )
    let predictor = PooledPredictor(model: try Samples.models().fusion)
    var pooler = SegmentPooler(
      plan: TranscriptPlan(transcript.stretches, startSeconds: startSeconds),
      predictor: predictor
    )
    for (window, _, isLast) in clip.windows(predictor) {
      pooler.append(window, coreEnd: isLast ? .infinity : window.startSeconds + 3)
    }
    return pooler.finish(durationSeconds: clip.seconds, speech: nil)
  }

  /// The range over which a span is pooled by definition; nil outside of the clip.
  static func pooledRange(_ span: (Double, Double), seconds: Double) -> Range<Double>? {
    guard span.0 < seconds, span.0 >= 0 || span.1 > 0 else { return nil }
    let (start, end) = (max(0, span.0), span.1)
    let width = max(end - start, 2)
    let first = max(0, (start + end) / 2 - width / 2)
    return first + width > seconds && seconds - first < 2 ? max(0, seconds - 2)..<seconds + 1 : first..<first + width
  }

  @Test("Each stretch is pooled over its own part of the clip", arguments: [0, 0.35, 5, 20])
  func pooling(startSeconds: Double) throws {
    let model = try Samples.models().fusion
    for seconds in [0.35, 4, 10.04] {
      let clip = Clip(seconds: seconds)
      let segments = try Self.segments(of: clip, startSeconds: startSeconds)
      #expect(segments.map { $0.text ?? "" } == Self.spans.indices.map(String.init))
      for (segment, span) in zip(segments, Self.spans) {
        let (start, end) = (span.0 - startSeconds, span.1 - startSeconds)
        #expect(segment.startSeconds == start && segment.endSeconds == end)
        guard let pooled = Self.pooledRange((start, end), seconds: seconds) else {
          #expect(segment.steps.isEmpty && segment.pooled.logits.alone.isEmpty, "\(span) of \(seconds) s")
          continue
        }
        #expect(!segment.steps.isEmpty)
        let moments = (0..<clip.voice.rows).filter { pooled.contains(Double($0) * 0.04 + 1e-6) }
        let voice = SegmentPoolerTests.voice(clip.rows(clip.voice, moments.first!..<moments.last! + 1), says: model)
        let difference = zip(segment.pooled.logits.alone[of: .voice], voice).map { abs($0 - $1) }.max()!
        #expect(difference < 1e-3, "\(span) of \(seconds) s from \(startSeconds) s")
      }
    }
  }

  @Test("No stretches, no segments; only others' time, only null")
  func none() throws {
    #expect(try Self.segments(of: Clip(seconds: 3), spans: []).isEmpty)
    let after = try Self.segments(of: Clip(seconds: 3), spans: [(3, 4), (8, 9)])
    #expect(after.count == 2 && after.allSatisfy { $0.steps.isEmpty && $0.pooled.logits.alone.isEmpty })
  }

  @Test("A stretch of the whole clip keeps no window from being dropped")
  func memory() throws {
    let predictor = PooledPredictor(model: try Samples.models().fusion)
    let stretches =
      [Transcript.Stretch(startSeconds: 0, endSeconds: 100, text: "all")]
      + (0..<300).map { .init(startSeconds: Double($0) / 3, endSeconds: Double($0 + 1) / 3, text: "word") }
    let plan = TranscriptPlan(Transcript(stretches).stretches, startSeconds: 0)
    var pooler = SegmentPooler(plan: plan, predictor: predictor)
    var most = 0
    for (window, _, isLast) in Clip(seconds: 100).windows(predictor) {
      pooler.append(window, coreEnd: isLast ? .infinity : window.startSeconds + 3)
      most = max(most, pooler.latest.count)
    }
    #expect(most <= 4)
    let segments = pooler.finish(durationSeconds: 100, speech: nil)
    #expect(segments.count == stretches.count && segments.map(\.text) == stretches.map(\.text))
  }
}
