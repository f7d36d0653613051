/// Cuts a sound into utterances frame by frame, from where speech is in it.
///
/// An utterance is a stretch of speech in which no pause is longer than 0.5 s. One that grows longer than 8 s is cut at
/// the longest pause that ends in its second half, or, without any, where speech is least likely there. Keeps one
/// utterance.
struct UtteranceCutter {
  static let longestPause = 50
  static let longest = 800

  /// The index of the next frame.
  private var position = 0
  /// Of each frame of the utterance that is not finished, from its start on, the odds of speech; nil in a pause.
  private var frames: [Int8?] = []
  /// Frames of the pause at the end of them.
  private var pause = 0

  /// No utterance still to come begins before.
  var earliestStart: Int { position - frames.count }

  /// Adds the next frame.
  ///
  /// - Returns: the utterance that turns out finished.
  mutating func append(isSpeech: Bool, odds: Int8) -> Range<Int>? {
    position += 1
    guard isSpeech || !frames.isEmpty else { return nil }
    frames.append(isSpeech ? odds : nil)
    pause = isSpeech ? 0 : pause + 1
    if pause > Self.longestPause { return finish() }
    return isSpeech && frames.count > Self.longest ? cut() : nil
  }

  /// Ends the sound.
  mutating func finish() -> Range<Int>? {
    guard !frames.isEmpty else { return nil }
    let utterance = earliestStart..<position - pause
    frames.removeAll(keepingCapacity: true)
    pause = 0
    return utterance
  }

  private mutating func cut() -> Range<Int> {
    let first = longestPauseOfSecondHalf ?? leastLikely..<leastLikely
    let utterance = earliestStart..<earliestStart + first.lowerBound
    frames.removeFirst(first.upperBound)
    return utterance
  }

  /// Of several that are as long, the last.
  private var longestPauseOfSecondHalf: Range<Int>? {
    var longest: Range<Int>?
    var start: Int?
    for (index, odds) in frames.enumerated() {
      if odds == nil {
        start = start ?? index
      } else if let began = start {
        if index > Self.longest / 2, index - began >= longest?.count ?? 0 { longest = began..<index }
        start = nil
      }
    }
    return longest
  }

  /// Where speech is least likely in the second half, the last such frame; what comes after it is long enough to be speech.
  private var leastLikely: Int {
    var least = Self.longest / 2
    for index in least...Self.longest - SpeechActivity.shortestRun where frames[index]! <= frames[least]! {
      least = index
    }
    return least
  }
}
