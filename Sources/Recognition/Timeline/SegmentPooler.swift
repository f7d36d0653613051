import Foundation
import Fusion
import Perception
import Voice

/// Pools a clip's windows over the segments of a timeline while they stream by.
///
/// Where the segments lie, a `SegmentPlan` tells: before their time comes, or some seconds after. A segment shorter than
/// 2 s is heard and seen over 2 s around its middle, moved inwards at the clip's ends. Keeps the sums of open segments
/// and the latest windows, as far back as a segment that is not told yet may reach: some 13 s at most.
struct SegmentPooler {
  /// What voice and face of one segment say.
  struct Segment {
    var startSeconds: Double
    var endSeconds: Double
    /// The log-mel steps it was heard over.
    let steps: Range<Int>
    let pooled: PooledLogits
  }

  /// A window and the time for which it stands.
  private typealias Part = (window: JoinedWindow, stands: Range<Double>)
  private typealias Open = (stretch: Range<Double>, heard: Range<Double>, sum: FusedSum)

  /// Seconds that a segment is heard over at least; no longer than half a window.
  static let minHeard = 2.0

  private var plan: any SegmentPlan
  private let reader: PooledReader
  private var latest: [Part] = []
  private var open: [Open] = []
  private var finished: [Segment] = []
  /// Up to here windows were added.
  private var pooledUntil = 0.0

  /// Windows that are kept.
  var keptCount: Int { latest.count }

  init(timeline: Timeline, reader: PooledReader) {
    switch timeline {
    case .every(let seconds): plan = SegmentClock(segmentSeconds: seconds)
    case .utterances: plan = UtterancePlan()
    }
    self.reader = reader
  }

  /// Where a stretch is heard when the clip does not end before.
  static func heard(_ stretch: Range<Double>) -> Range<Double> {
    let middle = (stretch.lowerBound + stretch.upperBound) / 2
    let half = max(stretch.upperBound - stretch.lowerBound, minHeard) / 2
    let start = max(0, middle - half)
    return start..<start + 2 * half
  }

  /// Hears of utterances: see `SegmentPlan`.
  mutating func receive(_ utterances: [Range<Int>], nextStart: Int) {
    plan.receive(utterances, nextStart: nextStart)
  }

  /// Adds the next window.
  ///
  /// - Parameter end: up to where, from the start of the analysed part, the window stands for its time; infinite for the
  ///   last one.
  mutating func append(_ window: JoinedWindow, until end: Double) {
    guard pooledUntil < end else { return }
    openSegments(heardBefore: min(end, window.startSeconds + 2 * AnalysisWindow.hopSeconds))
    let part = (window, pooledUntil..<end)
    for index in open.indices { add(part, over: open[index].heard, to: &open[index].sum) }
    latest.append(part)
    pooledUntil = end
    // Where the clip ends is not known yet, and its last segment may be heard from 2 s before.
    guard end.isFinite else { return }
    while let first = open.first, first.heard.upperBound <= end { close(first) }
    latest.removeAll { !$0.stands.overlaps(plan.reach) && $0.stands.upperBound <= end - Self.minHeard }
  }

  private func add(_ part: Part, over heard: Range<Double>, to sum: inout FusedSum) {
    let heard = heard.clamped(to: part.stands)
    guard !heard.isEmpty else { return }
    sum.add(part.window.window, samples: part.window.samples(in: heard))
  }

  /// The sum over the windows that are kept.
  private func sum(over heard: Range<Double>) -> FusedSum {
    var sum = reader.begin()
    for part in latest { add(part, over: heard, to: &sum) }
    return sum
  }

  private mutating func openSegments(heardBefore time: Double) {
    for stretch in plan.next(heardBefore: time) {
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

  /// All segments of a clip of that duration.
  ///
  /// - Parameter speech: where speech was; nil without sound.
  mutating func finish(durationSeconds: Double, speech: SpeechTrack?) -> [Segment] {
    // Where nothing was heard or seen, none was opened.
    openSegments(heardBefore: durationSeconds)
    for segment in open {
      if segment.heard.upperBound <= durationSeconds {
        finish(segment.stretch, heard: segment.heard, segment.sum)
      } else if segment.stretch.lowerBound < durationSeconds || finished.isEmpty {
        cut(segment, durationSeconds: durationSeconds)
      }
    }
    return plan.settled(finished, durationSeconds: durationSeconds, speech: speech)
  }

  /// A segment whose heard part the clip's end cuts: heard over what is left, or over the clip's last 2 s where that is
  /// less.
  private mutating func cut(_ segment: Open, durationSeconds: Double) {
    var (start, sum) = (segment.heard.lowerBound, segment.sum)
    if durationSeconds - start < Self.minHeard {
      start = max(0, durationSeconds - Self.minHeard)
      sum = self.sum(over: start..<Double.infinity)
    }
    finish(segment.stretch, heard: start..<durationSeconds, sum)
  }
}
