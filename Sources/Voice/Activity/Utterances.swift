/// Finds the utterances of a sound while a `SpeechActivity` hears it.
///
/// An utterance is a stretch of speech in which no pause is longer than 0.5 s; longer than 8 s it is cut at a pause, or
/// where speech is least likely. It is found within 3 s of its end, whatever the steps in which the sound is followed.
public struct Utterances {
  /// Frames of speech that an utterance has at least.
  public static let leastSpeech = SpeechActivity.shortestRun

  /// Frames from `nextStart` to the last one heard at most: an utterance with the pause after it, and what is not settled.
  public static let longestUnknown =
    UtteranceCutter.longest + UtteranceCutter.longestPause + SpeechSettler.patience + SpeechActivity.longestGap
    + (SpeechDetector.delay + 1) * SpeechDetector.framesPerStep

  private var settler = SpeechSettler()
  private var cutter = UtteranceCutter()
  /// Frames read.
  private var readCount = 0
  private var found: [Range<Int>] = []

  public init() {}

  /// Reads on to where `activity` has come.
  public mutating func follow(_ activity: SpeechActivity) {
    for frame in readCount..<max(readCount, activity.answeredCount) {
      settler.append(odds: activity.odds(at: frame), isTone: activity.isTone(at: frame)) { isSpeech, odds in
        if let utterance = cutter.append(isSpeech: isSpeech, odds: odds) { found.append(utterance) }
      }
    }
    readCount = max(readCount, activity.answeredCount)
  }

  /// Reads `activity` to its end: nothing comes after what it has heard.
  public mutating func finish(_ activity: SpeechActivity) {
    follow(activity.ended)
    settler.finish { isSpeech, odds in
      if let utterance = cutter.append(isSpeech: isSpeech, odds: odds) { found.append(utterance) }
    }
    if let last = cutter.finish() { found.append(last) }
  }

  /// The log-mel frames of those found since the last time, ascending.
  public mutating func take() -> [Range<Int>] {
    defer { found.removeAll() }
    return found
  }

  /// No utterance that is not found yet begins before this frame.
  public var nextStart: Int { cutter.earliestStart }
}
