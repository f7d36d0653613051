import Voice

/// Determines a timeline's segments as the clip streams in. Times are seconds from the start of the analysed part.
protocol SegmentPlan {
  /// Receives utterances as ranges of log-mel steps.
  ///
  /// - Parameter nextStart: no later utterance begins before this step.
  mutating func receive(_ utterances: [Range<Int>], nextStart: Int)

  /// Returns the newly known segments, in ascending order. Segments whose pooled range begins at `time` or later may
  /// wait.
  mutating func nextSegments(pooledBefore time: Double) -> [Range<Double>]

  /// The time range that segments not yet returned may pool, as far as its windows have arrived. Windows outside it can
  /// be dropped.
  var poolableRange: Range<Double> { get }

  /// Returns the final segments at the end of the clip.
  ///
  /// - Parameters:
  ///   - segments: all segments that begin before the clip's end; the last may extend beyond it.
  ///   - nothing: the prediction of a segment without any samples.
  ///   - speech: the detected speech; nil without sound.
  func finalSegments(
    _ segments: [SegmentPooler.Segment],
    nothing: PooledLogits,
    durationSeconds: Double,
    speech: SpeechTrack?
  ) -> [SegmentPooler.Segment]
}

extension SegmentPlan {
  /// Does nothing: the segments do not depend on utterances.
  func receive(_ utterances: [Range<Int>], nextStart: Int) {}
}

extension Timeline {
  /// A plan for a clip's segments, to begin with.
  var plan: any SegmentPlan {
    switch self {
    case .every(let seconds): SegmentClock(segmentSeconds: seconds)
    case .utterances: UtterancePlan()
    }
  }
}

extension LogMel {
  /// The time range of log-mel steps, in seconds.
  static func seconds(_ steps: Range<Int>) -> Range<Double> {
    Double(steps.lowerBound) / stepsPerSecond..<Double(steps.upperBound) / stepsPerSecond
  }

  /// The log-mel steps of a time range in seconds.
  static func steps(_ seconds: Range<Double>) -> Range<Int> {
    Int((seconds.lowerBound * stepsPerSecond).rounded())..<Int((seconds.upperBound * stepsPerSecond).rounded())
  }
}

/// Segments of fixed length: segment i covers [i · S, (i + 1) · S) seconds. The last may be shorter; a remainder below
/// 0.1 s belongs to the segment before it.
struct SegmentClock: SegmentPlan, Equatable {
  /// The seconds by which the time of a long clip is divided among the labels.
  static let second = SegmentClock(segmentSeconds: 1)
  /// Minimum seconds of the remainder to be a segment of its own.
  static let minRest = 0.1

  private let length: Double
  private var nextIndex = 0

  init(segmentSeconds: Double) {
    length = segmentSeconds
  }

  private var nextRange: Range<Double> { Double(nextIndex) * length..<Double(nextIndex + 1) * length }

  private var nextPooledStart: Double { SegmentPooler.pooledRange(nextRange).lowerBound }

  var poolableRange: Range<Double> { nextPooledStart..<Double.infinity }

  mutating func nextSegments(pooledBefore time: Double) -> [Range<Double>] {
    var ranges: [Range<Double>] = []
    while nextPooledStart < time {
      ranges.append(nextRange)
      nextIndex += 1
    }
    return ranges
  }

  func finalSegments(
    _ segments: [SegmentPooler.Segment],
    nothing: PooledLogits,
    durationSeconds: Double,
    speech: SpeechTrack?
  ) -> [SegmentPooler.Segment] {
    var result = Array(segments.prefix(1))
    result += segments.dropFirst().filter { durationSeconds - $0.startSeconds >= Self.minRest - 1e-6 }
    if !result.isEmpty { result[result.count - 1].endSeconds = durationSeconds }
    return result
  }
}

/// One segment per utterance, from its first to its last step of speech.
///
/// Speech is known for certain only at the end of the clip. An utterance is then shortened, or dropped if it has less
/// than 0.1 s of speech; its pooled features stay as they are. This affects only sounds that seem to be speech for more
/// than 2 s and turn out not to be.
struct UtterancePlan: SegmentPlan {
  private var pending: [Range<Double>] = []
  private var nextStart = 0.0

  /// A short segment is pooled beyond its ends.
  var poolableRange: Range<Double> {
    let (margin, length) = (
      SegmentPooler.minPooledSeconds / 2, Double(Utterances.maxUndecided) / LogMel.stepsPerSecond
    )
    return nextStart - margin..<nextStart + length + margin
  }

  mutating func receive(_ utterances: [Range<Int>], nextStart: Int) {
    pending += utterances.map { LogMel.seconds($0) }
    self.nextStart = Double(nextStart) / LogMel.stepsPerSecond
  }

  mutating func nextSegments(pooledBefore time: Double) -> [Range<Double>] {
    defer { pending.removeAll() }
    return pending
  }

  func finalSegments(
    _ segments: [SegmentPooler.Segment],
    nothing: PooledLogits,
    durationSeconds: Double,
    speech: SpeechTrack?
  ) -> [SegmentPooler.Segment] {
    guard let speech, speech.seconds >= SpeechActivity.minSeconds else { return [] }
    return segments.compactMap { segment in
      let steps = LogMel.steps(segment.startSeconds..<segment.endSeconds)
      guard let range = speech.speech(in: steps, minimum: Utterances.minSpeech).map(LogMel.seconds) else { return nil }
      var result = segment
      result.startSeconds = range.lowerBound
      result.endSeconds = min(range.upperBound, durationSeconds)
      return result.startSeconds < result.endSeconds ? result : nil
    }
  }
}
