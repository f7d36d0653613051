import Foundation
import Fusion
import Perception
import Voice

/// Pools a clip's windows over the segments of a timeline as they stream in.
///
/// A `SegmentPlan` determines the segments, ahead of their time or some seconds after it. A segment shorter than 2 s is
/// pooled over 2 s around its middle, shifted inwards at the ends of the clip. The pooler keeps the sums of open
/// segments, and the latest windows as far back as a future segment may reach: about 13 s at most.
struct SegmentPooler {
  /// A segment and its prediction.
  struct Segment {
    var startSeconds: Double
    var endSeconds: Double
    /// The log-mel steps it was pooled over.
    let steps: Range<Int>
    let pooled: PooledLogits
  }

  /// A window and the time range that it represents.
  private typealias Part = (window: JoinedWindow, stands: Range<Double>)
  private typealias Open = (stretch: Range<Double>, heard: Range<Double>, sum: FusedSum)

  /// Minimum seconds that a segment is pooled over; at most half a window.
  static let minPooledSeconds = 2.0

  private var plan: any SegmentPlan
  private let reader: PooledReader
  private var latest: [Part] = []
  private var open: [Open] = []
  private var finished: [Segment] = []
  /// The time up to which windows were added.
  private var pooledUntil = 0.0

  /// The number of windows kept.
  var keptCount: Int { latest.count }

  init(timeline: Timeline, reader: PooledReader) {
    switch timeline {
    case .every(let seconds): plan = SegmentClock(segmentSeconds: seconds)
    case .utterances: plan = UtterancePlan()
    }
    self.reader = reader
  }

  /// Returns the range over which a segment is pooled, unless the clip ends before.
  static func heard(_ stretch: Range<Double>) -> Range<Double> {
    let middle = (stretch.lowerBound + stretch.upperBound) / 2
    let half = max(stretch.upperBound - stretch.lowerBound, minPooledSeconds) / 2
    let start = max(0, middle - half)
    return start..<start + 2 * half
  }

  /// Receives utterances: see `SegmentPlan`.
  mutating func receive(_ utterances: [Range<Int>], nextStart: Int) {
    plan.receive(utterances, nextStart: nextStart)
  }

  /// Adds the next window.
  ///
  /// - Parameter end: end of the time that the window represents, from the start of the analysed part; infinite for the
  ///   last window.
  mutating func append(_ window: JoinedWindow, until end: Double) {
    guard pooledUntil < end else { return }
    openSegments(pooledBefore: min(end, window.startSeconds + 2 * AnalysisWindow.hopSeconds))
    let part = (window, pooledUntil..<end)
    for index in open.indices { add(part, over: open[index].heard, to: &open[index].sum) }
    latest.append(part)
    pooledUntil = end
    // The end of the clip is not known yet, and its last segment may pool the 2 s before it.
    guard end.isFinite else { return }
    while let first = open.first, first.heard.upperBound <= end { close(first) }
    latest.removeAll { !$0.stands.overlaps(plan.reach) && $0.stands.upperBound <= end - Self.minPooledSeconds }
  }

  private func add(_ part: Part, over heard: Range<Double>, to sum: inout FusedSum) {
    let heard = heard.clamped(to: part.stands)
    guard !heard.isEmpty else { return }
    sum.add(part.window.window, samples: part.window.samples(in: heard))
  }

  /// Returns the sum over the kept windows.
  private func sum(over heard: Range<Double>) -> FusedSum {
    var sum = reader.begin()
    for part in latest { add(part, over: heard, to: &sum) }
    return sum
  }

  private mutating func openSegments(pooledBefore time: Double) {
    for stretch in plan.next(pooledBefore: time) {
      let heard = Self.heard(stretch)
      open.append((stretch, heard, sum(over: heard)))
    }
  }

  private mutating func close(_ segment: Open) {
    open.removeFirst()
    finish(segment.stretch, heard: segment.heard, segment.sum)
  }

  private mutating func finish(_ stretch: Range<Double>, heard: Range<Double>, _ sum: FusedSum) {
    finished.append(
      Segment(
        startSeconds: stretch.lowerBound,
        endSeconds: stretch.upperBound,
        steps: LogMel.steps(heard),
        pooled: reader.read(sum)
      )
    )
  }

  /// Returns all segments of a clip of this duration.
  ///
  /// - Parameter speech: the detected speech; nil without sound.
  mutating func finish(durationSeconds: Double, speech: SpeechTrack?) -> [Segment] {
    // Without any window, no segment was opened.
    openSegments(pooledBefore: durationSeconds)
    for segment in open {
      if segment.heard.upperBound <= durationSeconds {
        finish(segment.stretch, heard: segment.heard, segment.sum)
      } else if segment.stretch.lowerBound < durationSeconds || finished.isEmpty {
        cut(segment, durationSeconds: durationSeconds)
      }
    }
    return plan.settled(finished, durationSeconds: durationSeconds, speech: speech)
  }

  /// Finishes a segment whose pooled range extends beyond the clip's end: pools what is left of the range, or the
  /// clip's last 2 s if that is less.
  private mutating func cut(_ segment: Open, durationSeconds: Double) {
    var (start, sum) = (segment.heard.lowerBound, segment.sum)
    if durationSeconds - start < Self.minPooledSeconds {
      start = max(0, durationSeconds - Self.minPooledSeconds)
      sum = self.sum(over: start..<Double.infinity)
    }
    finish(segment.stretch, heard: start..<durationSeconds, sum)
  }
}
