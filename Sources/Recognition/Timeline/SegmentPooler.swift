import Emotion
import Foundation
import Fusion
import Perception
import Voice

/// Pools a clip's windows over the segments of a timeline as they stream in.
///
/// A `SegmentPlan` determines the segments, ahead of their time or some seconds after it. A segment shorter than 2 s is
/// pooled over 2 s around its middle, shifted inwards at the ends of the clip. The pooler keeps the sums of open
/// segments, and the latest windows as far back as a future segment may reach: about 13 s at most. Segments may overlap,
/// and end in another order than they begin.
struct SegmentPooler {
  /// A segment and its prediction.
  struct Segment {
    var startSeconds: Double
    var endSeconds: Double
    /// The log-mel steps it was pooled over; none for a given stretch outside of the clip.
    let steps: Range<Int>
    let pooled: PooledLogits
    /// The streams other than the voice with a sample taken within the segment itself.
    let seen: Set<Modality>
    /// What is said in it, for a given stretch.
    var text: String?
  }

  /// A window and the time range that it represents.
  typealias Part = (window: JoinedWindow, core: Range<Double>)
  private struct Open {
    let number: Int
    let range: Range<Double>
    let pooledRange: Range<Double>
    var sum: FusedSum
    var seen: Set<Modality>
  }

  /// Minimum seconds that a segment is pooled over; at most half a window.
  static let minPooledSeconds = 2.0
  /// Minimum seconds around a segment's middle in which a sample counts as taken within it: slow video has few frames.
  private static let minSeenSeconds = 0.5

  private var plan: any SegmentPlan
  private let predictor: PooledPredictor
  private(set) var latest: [Part] = []
  private var open: [Open] = []
  private var openedCount = 0
  /// With their numbers in the plan's order.
  private var finished: [(number: Int, segment: Segment)] = []
  /// The time up to which windows were added.
  private var pooledUntil = 0.0

  init(plan: any SegmentPlan, predictor: PooledPredictor) {
    self.plan = plan
    self.predictor = predictor
  }

  /// Returns the range over which a segment is pooled, unless the clip ends before.
  static func pooledRange(_ range: Range<Double>) -> Range<Double> {
    let wide = widened(range, to: minPooledSeconds)
    let start = max(0, wide.lowerBound)
    return start..<start + wide.upperBound - wide.lowerBound
  }

  /// Returns the range, or the given length around its middle if that is more.
  private static func widened(_ range: Range<Double>, to length: Double) -> Range<Double> {
    let middle = (range.lowerBound + range.upperBound) / 2
    let half = max(range.upperBound - range.lowerBound, length) / 2
    return middle - half..<middle + half
  }

  /// Receives utterances: see `SegmentPlan`.
  mutating func receive(_ utterances: [Range<Int>], nextStart: Int) {
    plan.receive(utterances, nextStart: nextStart)
  }

  /// Adds the next window.
  ///
  /// - Parameter end: end of the time that the window represents, from the start of the analysed part; infinite for the
  ///   last window.
  mutating func append(_ window: JoinedWindow, coreEnd end: Double) {
    guard pooledUntil < end else { return }
    openSegments(pooledBefore: min(end, window.startSeconds + 2 * AnalysisWindow.hopSeconds))
    let part = (window, pooledUntil..<end)
    for index in open.indices {
      add(part, over: open[index].pooledRange, to: &open[index].sum)
      open[index].seen.formUnion(Self.seen(part, in: open[index].range))
    }
    latest.append(part)
    pooledUntil = end
    // The end of the clip is not known yet, and its last segment may pool the 2 s before it.
    guard end.isFinite else { return }
    for segment in open where segment.pooledRange.upperBound <= end {
      finish(segment, pooledRange: segment.pooledRange, segment.sum)
    }
    open.removeAll { $0.pooledRange.upperBound <= end }
    latest.removeAll { !$0.core.overlaps(plan.poolableRange) && $0.core.upperBound <= end - Self.minPooledSeconds }
  }

  private func add(_ part: Part, over pooledRange: Range<Double>, to sum: inout FusedSum) {
    let pooledRange = pooledRange.clamped(to: part.core)
    guard !pooledRange.isEmpty else { return }
    sum.add(part.window.window, samples: part.window.samples(in: pooledRange))
  }

  /// Returns the streams other than the voice with a sample taken within a segment.
  private static func seen(_ part: Part, in range: Range<Double>) -> Set<Modality> {
    part.window.seen(in: widened(range, to: minSeenSeconds).clamped(to: part.core))
  }

  /// Returns the sum over the kept windows.
  private func sum(over pooledRange: Range<Double>) -> FusedSum {
    var sum = predictor.begin()
    for part in latest { add(part, over: pooledRange, to: &sum) }
    return sum
  }

  private mutating func openSegments(pooledBefore time: Double) {
    for range in plan.nextSegments(pooledBefore: time) {
      let pooledRange = Self.pooledRange(range)
      open.append(
        Open(
          number: openedCount,
          range: range,
          pooledRange: pooledRange,
          sum: sum(over: pooledRange),
          seen: latest.reduce(into: []) { $0.formUnion(Self.seen($1, in: range)) }
        )
      )
      openedCount += 1
    }
  }

  private mutating func finish(_ open: Open, pooledRange: Range<Double>, _ sum: FusedSum) {
    let segment = Segment(
      startSeconds: open.range.lowerBound,
      endSeconds: open.range.upperBound,
      steps: LogMel.steps(pooledRange),
      pooled: predictor.predict(sum),
      seen: open.seen
    )
    finished.append((open.number, segment))
  }

  /// Returns all segments of a clip of this duration.
  ///
  /// - Parameter speech: the detected speech; nil without sound.
  mutating func finish(durationSeconds: Double, speech: SpeechTrack?) -> [Segment] {
    // Without any window, no segment was opened.
    openSegments(pooledBefore: durationSeconds)
    for segment in open {
      if segment.pooledRange.upperBound <= durationSeconds {
        finish(segment, pooledRange: segment.pooledRange, segment.sum)
      } else if segment.range.lowerBound < durationSeconds || finished.isEmpty {
        cut(segment, durationSeconds: durationSeconds)
      }
    }
    let segments = finished.sorted { $0.number < $1.number }.map(\.segment)
    return plan.finalSegments(
      segments,
      nothing: predictor.predict(predictor.begin()),
      durationSeconds: durationSeconds,
      speech: speech
    )
  }

  /// Finishes a segment whose pooled range extends beyond the clip's end: pools what is left of the range, or the
  /// clip's last 2 s if that is less.
  private mutating func cut(_ segment: Open, durationSeconds: Double) {
    var (start, sum) = (segment.pooledRange.lowerBound, segment.sum)
    if durationSeconds - start < Self.minPooledSeconds {
      start = max(0, durationSeconds - Self.minPooledSeconds)
      sum = self.sum(over: start..<Double.infinity)
    }
    finish(segment, pooledRange: start..<durationSeconds, sum)
  }
}
