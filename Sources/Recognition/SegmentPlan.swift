import Voice

/// Tells where a timeline's segments lie, as it becomes known. Times are seconds from the start of the analysed part.
protocol SegmentPlan {
  /// Hears of utterances, as log-mel frames.
  ///
  /// - Parameter nextStart: no later one begins before this frame.
  mutating func hear(_ utterances: [Range<Int>], nextStart: Int)

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
  /// The time of frames.
  static func seconds(_ frames: Range<Int>) -> Range<Double> {
    Double(frames.lowerBound) / framesPerSecond..<Double(frames.upperBound) / framesPerSecond
  }

  /// The frames of a time.
  static func frames(_ seconds: Range<Double>) -> Range<Int> {
    Int((seconds.lowerBound * framesPerSecond).rounded())..<Int((seconds.upperBound * framesPerSecond).rounded())
  }
}
