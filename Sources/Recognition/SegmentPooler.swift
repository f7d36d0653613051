import Foundation
import Fusion
import Voice

/// Pools a clip's windows over the segments of a timeline while they stream by.
///
/// Segment i covers [i · S, (i + 1) · S) seconds, the last one less; a rest below 0.1 s belongs to the segment before.
/// A segment shorter than 2 s is heard and seen over 2 s around its middle, moved inwards at the clip's ends. Keeps the
/// latest window and the sums of open segments.
struct SegmentPooler {
  /// What voice and face of one segment say.
  struct Segment {
    let startSeconds: Double
    var endSeconds: Double
    /// The log-mel frames it was heard over.
    let frames: Range<Int>
    let logits: FusedLogits
  }

  /// Seconds that a segment is heard over at least; no longer than half a window.
  static let leastHeard = 2.0
  /// Seconds below which the clip's rest is no segment of its own.
  static let leastRest = 0.1

  private let length: Double
  private let fusion: CrossModalFusion
  private var open: [(index: Int, heard: Range<Double>, sum: FusedSum)] = []
  private var nextIndex = 0
  private var finished: [Segment] = []
  private var latest: JoinedWindow?
  /// Up to here windows were added.
  private var pooledUntil = 0.0

  init(segmentSeconds: Double, fusion: CrossModalFusion) {
    length = segmentSeconds
    self.fusion = fusion
  }

  /// Adds the next window.
  ///
  /// - Parameter end: up to where, from the start of the analysed part, the window stands for its time; infinite for the
  ///   last one.
  mutating func append(_ window: JoinedWindow, until end: Double) {
    latest = window
    guard pooledUntil < end else { return }
    openSegments(heardBefore: min(end, window.startSeconds + 2 * AnalysisWindow.hopSeconds))
    for index in open.indices {
      let heard = open[index].heard.clamped(to: pooledUntil..<end)
      guard !heard.isEmpty else { continue }
      open[index].sum.add(window.window, moments: window.moments(in: heard), frames: window.faces(in: heard))
    }
    pooledUntil = end
    while let first = open.first, first.heard.upperBound <= end, end.isFinite { close(first) }
  }

  /// Where segment `index` is heard when the clip does not end before.
  private func heard(_ index: Int) -> Range<Double> {
    let middle = (Double(index) + 0.5) * length
    let half = max(length, Self.leastHeard) / 2
    let start = max(0, middle - half)
    return start..<start + 2 * half
  }

  private mutating func openSegments(heardBefore time: Double) {
    while heard(nextIndex).lowerBound < time {
      open.append((nextIndex, heard(nextIndex), fusion.begin()))
      nextIndex += 1
    }
  }

  private mutating func close(_ segment: (index: Int, heard: Range<Double>, sum: FusedSum)) {
    open.removeFirst()
    finished.append(
      Segment(
        startSeconds: Double(segment.index) * length,
        endSeconds: Double(segment.index + 1) * length,
        frames: Self.frames(segment.heard),
        logits: fusion.logits(segment.sum)
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
    // Where nothing was heard or seen, none was opened.
    openSegments(heardBefore: durationSeconds)
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
  private func cut(_ sum: FusedSum, from start: Double, heard: Range<Double>, durationSeconds: Double) -> Segment {
    var sum = sum
    var lowerBound = heard.lowerBound
    if durationSeconds - lowerBound < Self.leastHeard, let latest {
      sum = fusion.begin()
      lowerBound = max(0, durationSeconds - Self.leastHeard)
      let rest = lowerBound..<Double.infinity
      sum.add(latest.window, moments: latest.moments(in: rest), frames: latest.faces(in: rest))
    }
    return Segment(
      startSeconds: start,
      endSeconds: min(start + length, durationSeconds),
      frames: Self.frames(lowerBound..<durationSeconds),
      logits: fusion.logits(sum)
    )
  }
}
