import Formats
import Voice

/// One segment for each stretch of a transcript, in its order. Stretches may overlap, and lie partly or wholly outside of
/// the analysed part; then only the part inside is pooled, or nothing.
struct TranscriptPlan: SegmentPlan {
  private let stretches: [Transcript.Stretch]
  /// Start of the analysed part, in seconds from the clip's start.
  private let startSeconds: Double
  /// The stretches' parts inside, each once, in order of the start of their pooled ranges.
  private let ranges: [Range<Double>]
  private var nextIndex = 0

  init(_ stretches: [Transcript.Stretch], startSeconds: Double) {
    (self.stretches, self.startSeconds) = (stretches, startSeconds)
    let ranges = Set(stretches.compactMap { Self.part(of: $0, startSeconds: startSeconds) })
    self.ranges = ranges.sorted {
      let (one, other) = (SegmentPooler.pooledRange($0), SegmentPooler.pooledRange($1))
      return (one.lowerBound, $0.lowerBound, $0.upperBound) < (other.lowerBound, $1.lowerBound, $1.upperBound)
    }
  }

  /// The part of a stretch inside the analysed part, unless that ends before; nil if the stretch ends earlier.
  private static func part(of stretch: Transcript.Stretch, startSeconds: Double) -> Range<Double>? {
    let (start, end) = (stretch.startSeconds - startSeconds, stretch.endSeconds - startSeconds)
    return start >= 0 || end > 0 ? max(0, start)..<end : nil
  }

  private var nextPooledStart: Double {
    nextIndex < ranges.count ? SegmentPooler.pooledRange(ranges[nextIndex]).lowerBound : .infinity
  }

  var poolableRange: Range<Double> { nextPooledStart..<Double.infinity }

  mutating func nextSegments(pooledBefore time: Double) -> [Range<Double>] {
    let first = nextIndex
    while nextPooledStart < time { nextIndex += 1 }
    return Array(ranges[first..<nextIndex])
  }

  func finalSegments(
    _ segments: [SegmentPooler.Segment],
    nothing: PooledLogits,
    durationSeconds: Double,
    speech: SpeechTrack?
  ) -> [SegmentPooler.Segment] {
    let judged = Dictionary(segments.map { ($0.startSeconds..<$0.endSeconds, $0) }) { first, _ in first }
    return stretches.map { stretch in
      let part = Self.part(of: stretch, startSeconds: startSeconds)
      let inside = part.flatMap { $0.lowerBound < durationSeconds ? judged[$0] : nil }
      return SegmentPooler.Segment(
        startSeconds: stretch.startSeconds - startSeconds,
        endSeconds: stretch.endSeconds - startSeconds,
        steps: inside?.steps ?? 0..<0,
        pooled: inside?.pooled ?? nothing,
        seen: inside?.seen ?? [],
        text: stretch.text
      )
    }
  }
}
