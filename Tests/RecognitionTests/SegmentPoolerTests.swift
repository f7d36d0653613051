import Fusion
import Numerics
import Testing
import Voice

@testable import Recognition

@Suite("Segments of a timeline")
struct SegmentPoolerTests {
  static let durations = [0.3, 0.35, 1, 1.99, 2, 2.05, 3.287, 5, 10, 10.04, 10.09, 10.11]

  /// The embeddings of a clip that long.
  static func embeddings(seconds: Double) -> Matrix {
    let frames = LogMel.frameCount(samples: Int((seconds * 16_000).rounded()))
    return Samples.embeddings(VoiceEncoder.embeddingCount(frames: frames))
  }

  static func segments(of embeddings: Matrix, length: Double, seconds: Double, piece: Int = 50) throws
    -> [SegmentPooler.Segment]
  {
    var pooler = SegmentPooler(segmentSeconds: length, head: try Samples.head())
    for start in stride(from: 0, to: embeddings.rows, by: piece) {
      pooler.append(embeddings.view(rows: start..<min(start + piece, embeddings.rows)))
    }
    return pooler.finish(durationSeconds: seconds)
  }

  @Test("cover the clip end to end", arguments: [0.1, 0.25, 0.5, 1, 2, 2.5, 3.3, 7, 100])
  func coverage(length: Double) throws {
    for seconds in Self.durations {
      let segments = try Self.segments(of: Self.embeddings(seconds: seconds), length: length, seconds: seconds)
      #expect(segments.first?.startSeconds == 0 && segments.last?.endSeconds == seconds, "\(seconds) s")
      for (segment, next) in zip(segments, segments.dropFirst()) {
        #expect(abs(segment.endSeconds - next.startSeconds) < 1e-9)
        #expect(abs(segment.endSeconds - segment.startSeconds - length) < 1e-9)
      }
      let last = try #require(segments.last)
      let rest = last.endSeconds - last.startSeconds
      let least = SegmentPooler.leastRest
      #expect(rest > least - 1e-9 && rest < length + least + 1e-9, "\(seconds) s")
      #expect(segments.allSatisfy { $0.logits.count == EmotionLabel.allCases.count && !$0.frames.isEmpty })
    }
  }

  /// The embeddings that a segment is heard over by the definition: its own, but those of 2 s around its middle when it
  /// is shorter, moved inwards at the clip's ends.
  static func heard(_ segment: Int, length: Double, seconds: Double, count: Int) -> Range<Int> {
    let width = max(length, 2)
    let start = max(0, (Double(segment) + 0.5) * length - width / 2)
    if start + width > seconds, seconds - start < 2 { return max(0, count - 50)..<count }
    let indices = (0..<count).filter { Double($0) * 0.04 >= start && Double($0) * 0.04 < start + width }
    return indices.first!..<indices.last! + 1
  }

  @Test("say what their embeddings say when pooled at once", arguments: [0.5, 1, 2, 2.5, 3.3, 100])
  func pooling(length: Double) throws {
    let head = try Samples.head()
    for seconds in [0.35, 1, 2.05, 5, 10.04] {
      let embeddings = Self.embeddings(seconds: seconds)
      let segments = try Self.segments(of: embeddings, length: length, seconds: seconds)
      for (index, segment) in segments.enumerated() {
        let heard = Self.heard(index, length: length, seconds: seconds, count: embeddings.rows)
        let expected = head.logits(embeddings.view(rows: heard))
        let difference = zip(segment.logits, expected).map { abs($0 - $1) }.max()!
        #expect(difference < 1e-4, "segment \(index) of \(length) s in \(seconds) s")
      }
    }
  }

  @Test("do not depend on the pieces in which embeddings come", arguments: [1, 3, 1_000])
  func pieces(piece: Int) throws {
    let embeddings = Self.embeddings(seconds: 7.5)
    let usual = try Self.segments(of: embeddings, length: 1.5, seconds: 7.5)
    let other = try Self.segments(of: embeddings, length: 1.5, seconds: 7.5, piece: piece)
    #expect(usual.map(\.logits) == other.map(\.logits) && usual.map(\.frames) == other.map(\.frames))
  }
}
