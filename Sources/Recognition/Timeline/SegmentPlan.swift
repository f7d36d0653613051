import Voice

/// Tells where a timeline's segments lie, as it becomes known. Times are seconds from the start of the analysed part.
protocol SegmentPlan {
  /// Hears of utterances, as log-mel steps.
  ///
  /// - Parameter nextStart: no later one begins before this step.
  mutating func receive(_ utterances: [Range<Int>], nextStart: Int)

  /// The stretches that are known and were not told yet, ascending. Those heard only from `time` on may wait.
  mutating func next(heardBefore time: Double) -> [Range<Double>]

  /// Of the stretches still to be told, those that lie in what has come so far are heard inside of this.
  var reach: Range<Double> { get }

  /// The segments as they stand once the clip has ended.
  ///
  /// - Parameters:
  ///   - segments: those of all stretches that begin before the clip's end; the last may reach beyond.
  ///   - speech: where speech was; nil without sound.
  func settled(
    _ segments: [SegmentPooler.Segment],
    durationSeconds: Double,
    speech: SpeechTrack?
  ) -> [SegmentPooler.Segment]
}

extension LogMel {
  /// The time of steps.
  static func seconds(_ steps: Range<Int>) -> Range<Double> {
    Double(steps.lowerBound) / stepsPerSecond..<Double(steps.upperBound) / stepsPerSecond
  }

  /// The steps of a time.
  static func steps(_ seconds: Range<Double>) -> Range<Int> {
    Int((seconds.lowerBound * stepsPerSecond).rounded())..<Int((seconds.upperBound * stepsPerSecond).rounded())
  }
}

/// Segment i covers [i · S, (i + 1) · S) seconds, the last one less; a rest below 0.1 s belongs to the segment before.
struct SegmentClock: SegmentPlan {
  /// Seconds below which the clip's rest is no segment of its own.
  static let minRest = 0.1

  private let length: Double
  private var nextIndex = 0

  init(segmentSeconds: Double) {
    length = segmentSeconds
  }

  private var nextStretch: Range<Double> { Double(nextIndex) * length..<Double(nextIndex + 1) * length }

  private var heardFrom: Double { SegmentPooler.heard(nextStretch).lowerBound }

  var reach: Range<Double> { heardFrom..<Double.infinity }

  func receive(_ utterances: [Range<Int>], nextStart: Int) {}

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
    settled += segments.dropFirst().filter { durationSeconds - $0.startSeconds >= Self.minRest - 1e-6 }
    if !settled.isEmpty { settled[settled.count - 1].endSeconds = durationSeconds }
    return settled
  }
}

/// A segment for each utterance, from its first to its last step of speech.
///
/// Where speech was is known for certain only at the clip's end: an utterance is shortened then, or dropped with less
/// than 0.1 s of speech, while what was pooled for it remains. That happens only to sounds that are likely to be speech
/// for longer than 2 s and turn out to be none.
struct UtterancePlan: SegmentPlan {
  private var known: [Range<Double>] = []
  private var nextStart = 0.0

  /// A short segment is heard beyond its ends.
  var reach: Range<Double> {
    let (margin, length) = (SegmentPooler.minHeard / 2, Double(Utterances.longestUnknown) / LogMel.stepsPerSecond)
    return nextStart - margin..<nextStart + length + margin
  }

  mutating func receive(_ utterances: [Range<Int>], nextStart: Int) {
    known += utterances.map { LogMel.seconds($0) }
    self.nextStart = Double(nextStart) / LogMel.stepsPerSecond
  }

  mutating func next(heardBefore time: Double) -> [Range<Double>] {
    defer { known.removeAll() }
    return known
  }

  func settled(
    _ segments: [SegmentPooler.Segment],
    durationSeconds: Double,
    speech: SpeechTrack?
  ) -> [SegmentPooler.Segment] {
    guard let speech, speech.seconds >= SpeechActivity.minSeconds else { return [] }
    return segments.compactMap { segment in
      let steps = LogMel.steps(segment.startSeconds..<segment.endSeconds)
      guard let heard = speech.speech(in: steps, minimum: Utterances.minSpeech).map(LogMel.seconds) else { return nil }
      var settled = segment
      settled.startSeconds = heard.lowerBound
      settled.endSeconds = min(heard.upperBound, durationSeconds)
      return settled.startSeconds < settled.endSeconds ? settled : nil
    }
  }
}
