/// Finds the utterances of a sound while a `SpeechActivity` hears it.
///
/// An utterance is a stretch of speech in which no pause is longer than 0.5 s; longer than 8 s it is cut at a pause, or
/// where speech is least likely. It is found within 3 s of its end, whatever the steps in which the sound is followed.
public struct Utterances {
  /// Steps of speech that an utterance has at least.
  public static let minSpeech = SpeechActivity.shortestRun

  /// Steps from `nextStart` to the last one heard at most: an utterance with the pause after it, and what is not settled.
  public static let longestUnknown =
    UtteranceCutter.longest + UtteranceCutter.longestPause + SpeechTracker.patience + SpeechActivity.longestGap
    + (SpeechDetector.delay + 1) * SpeechDetector.stepsPerPair

  private var settler = SpeechTracker()
  private var cutter = UtteranceCutter()
  /// Steps read.
  private var readCount = 0
  private var found: [Range<Int>] = []

  public init() {}

  /// Reads on to where `activity` has come.
  public mutating func follow(_ activity: SpeechActivity) {
    for step in readCount..<max(readCount, activity.answeredCount) {
      settler.append(odds: activity.odds(at: step), isTone: activity.isTone(at: step)) { isSpeech, odds in
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

  /// The log-mel steps of those found since the last time, ascending.
  public mutating func take() -> [Range<Int>] {
    defer { found.removeAll() }
    return found
  }

  /// No utterance that is not found yet begins before this step.
  public var nextStart: Int { cutter.earliestStart }
}

/// Cuts a sound into utterances step by step, from where speech is in it.
///
/// An utterance is a stretch of speech in which no pause is longer than 0.5 s. One that grows longer than 8 s is cut at
/// the longest pause that ends in its second half, or, without any, where speech is least likely there. Keeps one
/// utterance.
struct UtteranceCutter {
  static let longestPause = 50
  static let longest = 800

  /// The index of the next step.
  private var position = 0
  /// Of each step of the utterance that is not finished, from its start on, the odds of speech; nil in a pause.
  private var steps: [Int8?] = []
  /// Steps of the pause at the end of them.
  private var pause = 0

  /// No utterance still to come begins before.
  var earliestStart: Int { position - steps.count }

  /// Adds the next step.
  ///
  /// - Returns: the utterance that turns out finished.
  mutating func append(isSpeech: Bool, odds: Int8) -> Range<Int>? {
    position += 1
    guard isSpeech || !steps.isEmpty else { return nil }
    steps.append(isSpeech ? odds : nil)
    pause = isSpeech ? 0 : pause + 1
    if pause > Self.longestPause { return finish() }
    return isSpeech && steps.count > Self.longest ? cut() : nil
  }

  /// Ends the sound.
  mutating func finish() -> Range<Int>? {
    guard !steps.isEmpty else { return nil }
    let utterance = earliestStart..<position - pause
    steps.removeAll(keepingCapacity: true)
    pause = 0
    return utterance
  }

  private mutating func cut() -> Range<Int> {
    let first = longestPauseOfSecondHalf ?? leastLikely..<leastLikely
    let utterance = earliestStart..<earliestStart + first.lowerBound
    steps.removeFirst(first.upperBound)
    return utterance
  }

  /// Of several that are as long, the last.
  private var longestPauseOfSecondHalf: Range<Int>? {
    var longest: Range<Int>?
    var start: Int?
    for (index, odds) in steps.enumerated() {
      if odds == nil {
        start = start ?? index
      } else if let began = start {
        if index > Self.longest / 2, index - began >= longest?.count ?? 0 { longest = began..<index }
        start = nil
      }
    }
    return longest
  }

  /// Where speech is least likely in the second half, the last such step; what comes after it is long enough to be speech.
  private var leastLikely: Int {
    var least = Self.longest / 2
    for index in least...Self.longest - SpeechActivity.shortestRun where steps[index]! <= steps[least]! {
      least = index
    }
    return least
  }
}

/// Tells speech step by step while a sound streams by: what `SpeechActivity.track` says of the whole in the end.
///
/// The rules are the same. Only a run of likely steps that goes on for longer than `patience` has to be judged by what
/// it has been so far; there the track may come to another verdict.
struct SpeechTracker {
  /// Steps for which a run's end is waited for.
  static let patience = 200

  /// A run of steps that are likely to be speech.
  private struct Run {
    var count = 0
    var tones = 0
    var isCertain = false

    var isSpeech: Bool {
      count >= SpeechActivity.shortestRun && isCertain && !SpeechActivity.isTone(tones: tones, of: count)
    }
  }

  /// The odds of the steps that are not settled: those of a gap, then those of a run.
  private var waiting: [Int8] = []
  private var gap = 0
  private var run = Run()
  /// There was speech right before the gap.
  private var followsSpeech = false

  /// Adds the next step.
  ///
  /// - Parameters:
  ///   - odds: log-odds of speech, in sixteenths.
  ///   - settle: told the steps that are settled by it, each once and in order.
  mutating func append(odds: Int8, isTone: Bool, settle: (_ isSpeech: Bool, _ odds: Int8) -> Void) {
    let isLikely = SpeechActivity.isLikely(odds)
    if !isLikely {
      judge(steps: waiting.count - gap, settle)
      run = Run()
    }
    waiting.append(odds)
    if isLikely {
      run.count += 1
      if isTone { run.tones += 1 }
      if SpeechActivity.isCertain(odds) { run.isCertain = true }
      if waiting.count - gap > Self.patience { judge(steps: 1, settle) }
    } else {
      widenGap(steps: 1, settle)
    }
  }

  /// Settles all steps: the sound has ended.
  mutating func finish(settle: (_ isSpeech: Bool, _ odds: Int8) -> Void) {
    judge(steps: waiting.count - gap, settle)
    give(steps: waiting.count, isSpeech: false, settle)
    (run, followsSpeech) = (Run(), false)
  }

  /// Decides on the run's first steps that wait.
  private mutating func judge(steps: Int, _ settle: (Bool, Int8) -> Void) {
    guard steps > 0 else { return }
    if run.isSpeech {
      give(steps: gap + steps, isSpeech: true, settle)
      followsSpeech = true
    } else {
      widenGap(steps: steps, settle)
    }
  }

  private mutating func widenGap(steps: Int, _ settle: (Bool, Int8) -> Void) {
    gap += steps
    guard !followsSpeech || gap > SpeechActivity.longestGap else { return }
    give(steps: gap, isSpeech: false, settle)
    followsSpeech = false
  }

  private mutating func give(steps: Int, isSpeech: Bool, _ settle: (Bool, Int8) -> Void) {
    for index in 0..<steps { settle(isSpeech, waiting[index]) }
    waiting.removeFirst(steps)
    gap = 0
  }
}
