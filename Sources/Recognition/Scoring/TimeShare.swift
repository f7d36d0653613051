import Emotion
import Records

extension EmotionShares {
  /// Divides the time of the segments that have an emotion.
  ///
  /// - Returns: the shares, with an entry for every verdict that the options allow, and the seconds that they divide;
  ///   nil if no segment has an emotion.
  static func of(
    _ segments: some Sequence<EmotionSegment>,
    options: AnalysisOptions
  ) -> (shares: EmotionShares, seconds: Double)? {
    var seconds: [EmotionVerdict: Double] = [:]
    for label in options.labels { seconds[.label(label)] = 0 }
    if options.minConfidence > 0 { seconds[.uncertain] = 0 }
    for segment in segments {
      guard let emotion = segment.emotion else { continue }
      seconds[emotion, default: 0] += segment.endSeconds - segment.startSeconds
    }
    let total = EmotionVerdict.allCases.reduce(0) { $0 + (seconds[$1] ?? 0) }
    return EmotionShares(seconds).map { ($0, total) }
  }
}
