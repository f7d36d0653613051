import Voice

/// Segment i covers [i · S, (i + 1) · S) seconds, the last one less; a rest below 0.1 s belongs to the segment before.
struct SegmentClock: SegmentPlan {
  /// Seconds below which the clip's rest is no segment of its own.
  static let leastRest = 0.1

  private let length: Double
  private var nextIndex = 0

  init(segmentSeconds: Double) {
    length = segmentSeconds
  }

  private var nextStretch: Range<Double> { Double(nextIndex) * length..<Double(nextIndex + 1) * length }

  private var heardFrom: Double { SegmentPooler.heard(nextStretch).lowerBound }

  var reach: Range<Double> { heardFrom..<Double.infinity }

  func hear(_ utterances: [Range<Int>], nextStart: Int) {}

  mutating func next(heardBefore time: Double) -> [Range<Double>] {
    var stretches: [Range<Double>] = []
    while heardFrom < time {
      stretches.append(nextStretch)
      nextIndex += 1
    }
    return stretches
  }

  func settled(
    _ segments: [SegmentPooler.Segment],
    durationSeconds: Double,
    speech: SpeechTrack?
  ) -> [SegmentPooler.Segment] {
    var settled = Array(segments.prefix(1))
    settled += segments.dropFirst().filter { durationSeconds - $0.startSeconds >= Self.leastRest - 1e-6 }
    if !settled.isEmpty { settled[settled.count - 1].endSeconds = durationSeconds }
    return settled
  }
}
