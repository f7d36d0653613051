import Foundation
import Fusion
import Numerics
import Voice

/// Pools a clip's voice embeddings over the segments of a timeline while they stream by.
///
/// Segment i covers [i · S, (i + 1) · S) seconds, the last one less; a rest below 0.1 s belongs to the segment before.
/// A segment shorter than 2 s is heard over 2 s around its middle, moved inwards at the clip's ends. Keeps the last 2 s of embeddings and the sums of open segments.
struct SegmentPooler {
  /// What one segment's embeddings say.
  struct Segment {
    let startSeconds: Double
    var endSeconds: Double
    /// The log-mel frames it was heard over.
    let frames: Range<Int>
    let logits: [Double]
  }

  /// Seconds that a segment is heard over at least.
  static let leastHeard = 2.0
  /// Seconds below which the clip's rest is no segment of its own.
  static let leastRest = 0.1
  private static let embeddingSeconds = Double(VoiceEncoder.framesPerEmbedding) / LogMel.framesPerSecond

  private let length: Double
  private let head: EmotionHead
  private var open: [(index: Int, heard: Range<Double>, sum: AttentionPoolSum)] = []
  private var nextIndex = 0
  private var finished: [Segment] = []
  private var recent: [[Float]] = []
  private var count = 0

  init(segmentSeconds: Double, head: EmotionHead) {
    length = segmentSeconds
    self.head = head
  }

  /// Adds consecutive embeddings, (moments, 256).
  mutating func append(_ embeddings: MatrixView) {
    for moment in 0..<embeddings.rows {
      let values = UnsafeBufferPointer(
        start: embeddings.pointer + moment * embeddings.stride,
        count: embeddings.columns
      )
      append(Array(values))
    }
  }

  private mutating func append(_ embedding: [Float]) {
    let time = Double(count) * Self.embeddingSeconds
    openSegments(heardAt: time)
    while let first = open.first, first.heard.upperBound <= time { close(first) }
    let row = Matrix(rows: 1, columns: embedding.count, values: embedding)
    for index in open.indices where open[index].heard.contains(time) { open[index].sum.add(row.view) }
    recent.append(embedding)
    if recent.count > Int(Self.leastHeard / Self.embeddingSeconds) { recent.removeFirst() }
    count += 1
  }

  /// Where segment `index` is heard when the clip does not end before.
  private func heard(_ index: Int) -> Range<Double> {
    let middle = (Double(index) + 0.5) * length
    let half = max(length, Self.leastHeard) / 2
    let start = max(0, middle - half)
    return start..<start + 2 * half
  }

  private mutating func openSegments(heardAt time: Double) {
    while heard(nextIndex).lowerBound <= time {
      open.append((nextIndex, heard(nextIndex), head.begin()))
      nextIndex += 1
    }
  }

  private mutating func close(_ segment: (index: Int, heard: Range<Double>, sum: AttentionPoolSum)) {
    open.removeFirst()
    finished.append(
      Segment(
        startSeconds: Double(segment.index) * length,
        endSeconds: Double(segment.index + 1) * length,
        frames: Self.frames(segment.heard),
        logits: head.logits(segment.sum)
      )
    )
  }

  private static func frames(_ heard: Range<Double>) -> Range<Int> {
    Int(
      (heard.lowerBound * LogMel.framesPerSecond).rounded()
    )..<Int((heard.upperBound * LogMel.framesPerSecond).rounded())
  }

  /// All segments of a clip of that duration.
  mutating func finish(durationSeconds: Double) -> [Segment] {
    // A segment that begins within the last 2 s may not have been opened: none is heard from before it is.
    openSegments(heardAt: durationSeconds)
    while let segment = open.first {
      if segment.heard.upperBound <= durationSeconds {
        close(segment)
      } else {
        open.removeFirst()
        let start = Double(segment.index) * length
        guard durationSeconds - start >= Self.leastRest - 1e-6 || finished.isEmpty else { continue }
        finished.append(cut(segment.sum, from: start, heard: segment.heard, durationSeconds: durationSeconds))
      }
    }
    if !finished.isEmpty { finished[finished.count - 1].endSeconds = durationSeconds }
    return finished
  }

  /// A segment whose heard part the clip's end cuts: heard over what is left, or over the clip's last 2 s where that is
  /// less.
  private func cut(
    _ sum: AttentionPoolSum,
    from start: Double,
    heard: Range<Double>,
    durationSeconds: Double
  ) -> Segment {
    var sum = sum
    var lowerBound = heard.lowerBound
    if durationSeconds - lowerBound < Self.leastHeard {
      sum = head.begin()
      for embedding in recent { sum.add(Matrix(rows: 1, columns: embedding.count, values: embedding).view) }
      lowerBound = max(0, durationSeconds - Self.leastHeard)
    }
    return Segment(
      startSeconds: start,
      endSeconds: min(start + length, durationSeconds),
      frames: Self.frames(lowerBound..<durationSeconds),
      logits: head.logits(sum)
    )
  }
}
