import Voice

/// A segment for each utterance, from its first to its last frame of speech.
///
/// Where speech was is known for certain only at the clip's end: an utterance is shortened then, or dropped with less
/// than 0.1 s of speech, while what was pooled for it remains. That happens only to sounds that are likely to be speech
/// for longer than 2 s and turn out to be none.
struct UtterancePlan: SegmentPlan {
  private var known: [Range<Double>] = []
  private var nextStart = 0.0

  /// A short segment is heard beyond its ends.
  var reach: Range<Double> {
    let (margin, length) = (SegmentPooler.leastHeard / 2, Double(Utterances.longestUnknown) / LogMel.framesPerSecond)
    return nextStart - margin..<nextStart + length + margin
  }

  mutating func hear(_ utterances: [Range<Int>], nextStart: Int) {
    known += utterances.map { LogMel.seconds($0) }
    self.nextStart = Double(nextStart) / LogMel.framesPerSecond
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
    guard let speech, speech.seconds >= SpeechActivity.leastSeconds else { return [] }
    return segments.compactMap { segment in
      let frames = LogMel.frames(segment.startSeconds..<segment.endSeconds)
      guard let heard = speech.speech(in: frames, least: Utterances.leastSpeech).map(LogMel.seconds) else { return nil }
      var settled = segment
      settled.startSeconds = heard.lowerBound
      settled.endSeconds = min(heard.upperBound, durationSeconds)
      return settled.startSeconds < settled.endSeconds ? settled : nil
    }
  }
}
