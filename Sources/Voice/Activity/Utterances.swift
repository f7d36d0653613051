/// Finds utterances in a sound while a `SpeechActivity` processes it.
///
/// An utterance is a stretch of speech without a pause longer than 0.5 s; beyond 8 s it is cut at a pause, or where
/// speech is least likely. Each is found within 3 s of its end, however the sound is split into pieces.
public struct Utterances {
  /// Minimum number of speech steps in an utterance.
  public static let minSpeech = SpeechActivity.minRun

  /// Maximum number of steps from `nextStart` to the latest step: an utterance, the pause after it and the undecided
  /// steps.
  public static let maxUndecided =
    UtteranceSegmenter.maxSteps + UtteranceSegmenter.maxPause + SpeechTracker.patience + SpeechActivity.maxGap
    + (SpeechDetector.delay + 1) * SpeechDetector.stepsPerPair + RecordingLevel.lookAhead

  private var tracker = SpeechTracker()
  private var segmenter = UtteranceSegmenter()
  /// Steps read.
  private var readCount = 0
  private var found: [Range<Int>] = []

  public init() {}

  /// Catches up with `activity`.
  public mutating func update(_ activity: SpeechActivity) {
    for step in readCount..<max(readCount, activity.outputCount) {
      tracker.append(odds: activity.odds(at: step), isTone: activity.isTone(at: step)) { isSpeech, odds in
        if let utterance = segmenter.append(isSpeech: isSpeech, odds: odds) { found.append(utterance) }
      }
    }
    readCount = max(readCount, activity.outputCount)
  }

  /// Ends the sound: processes `activity` to its end.
  public mutating func finish(_ activity: SpeechActivity) {
    update(activity.ended)
    tracker.finish { isSpeech, odds in
      if let utterance = segmenter.append(isSpeech: isSpeech, odds: odds) { found.append(utterance) }
    }
    if let last = segmenter.finish() { found.append(last) }
  }

  /// Returns the utterances found since the last call, as ascending ranges of log-mel steps.
  public mutating func drain() -> [Range<Int>] {
    defer { found.removeAll() }
    return found
  }

  /// The first step at which an utterance not yet found can begin.
  public var nextStart: Int { segmenter.earliestStart }
}

/// Cuts a stream of speech flags into utterances.
///
/// An utterance is a stretch of speech without a pause longer than 0.5 s. One longer than 8 s is cut at the longest
/// pause that ends in its second half or, without one, where speech is least likely there. Stores one utterance.
struct UtteranceSegmenter {
  static let maxPause = 50
  static let maxSteps = 800

  /// Index of the next step.
  private var position = 0
  /// Log-odds of speech for each step of the current utterance; nil in a pause.
  private var steps: [Int8?] = []
  /// Length of the trailing pause, in steps.
  private var pause = 0

  /// The first step at which the next utterance returned can begin.
  var earliestStart: Int { position - steps.count }

  /// Appends the next step.
  ///
  /// - Returns: The utterance that this step completes, if any.
  mutating func append(isSpeech: Bool, odds: Int8) -> Range<Int>? {
    position += 1
    guard isSpeech || !steps.isEmpty else { return nil }
    steps.append(isSpeech ? odds : nil)
    pause = isSpeech ? 0 : pause + 1
    if pause > Self.maxPause { return finish() }
    return isSpeech && steps.count > Self.maxSteps ? cut() : nil
  }

  /// Ends the sound and returns the last utterance, if any.
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

  /// The longest pause that ends in the second half; the last one if several are equally long.
  private var longestPauseOfSecondHalf: Range<Int>? {
    var longest: Range<Int>?
    var start: Int?
    for (index, odds) in steps.enumerated() {
      if odds == nil {
        start = start ?? index
      } else if let began = start {
        if index > Self.maxSteps / 2, index - began >= longest?.count ?? 0 { longest = began..<index }
        start = nil
      }
    }
    return longest
  }

  /// The step in the second half at which speech is least likely, the last one if there are several. Leaves enough
  /// steps after it to count as speech.
  private var leastLikely: Int {
    var lowest = Self.maxSteps / 2
    for index in lowest...Self.maxSteps - SpeechActivity.minRun where steps[index]! <= steps[lowest]! {
      lowest = index
    }
    return lowest
  }
}

/// Streaming version of `SpeechActivity.track`.
///
/// The rules are the same, except that a run of likely steps longer than `patience` is judged by its steps so far;
/// there the two may disagree.
struct SpeechTracker {
  /// Steps to wait for the end of a run.
  static let patience = 200

  /// A run of steps that are likely speech.
  private struct Run {
    var count = 0
    var tones = 0
    var isCertain = false

    var isSpeech: Bool {
      count >= SpeechActivity.minRun && isCertain && !SpeechActivity.isTone(tones: tones, of: count)
    }
  }

  /// Log-odds of the undecided steps: those of a gap, then those of a run.
  private var pending: [Int8] = []
  private var gap = 0
  private var run = Run()
  /// Whether speech ends where the gap begins.
  private var followsSpeech = false

  /// Appends the next step.
  ///
  /// - Parameters:
  ///   - odds: log-odds of speech, in sixteenths.
  ///   - emit: receives the steps decided by this one, each once and in order.
  mutating func append(odds: Int8, isTone: Bool, emit: (_ isSpeech: Bool, _ odds: Int8) -> Void) {
    let isLikely = SpeechActivity.isLikely(odds)
    if !isLikely {
      decide(steps: pending.count - gap, emit)
      run = Run()
    }
    pending.append(odds)
    if isLikely {
      run.count += 1
      if isTone { run.tones += 1 }
      if SpeechActivity.isCertain(odds) { run.isCertain = true }
      if pending.count - gap > Self.patience { decide(steps: 1, emit) }
    } else {
      widenGap(steps: 1, emit)
    }
  }

  /// Ends the sound and decides all remaining steps.
  mutating func finish(emit: (_ isSpeech: Bool, _ odds: Int8) -> Void) {
    decide(steps: pending.count - gap, emit)
    flush(steps: pending.count, isSpeech: false, emit)
    (run, followsSpeech) = (Run(), false)
  }

  /// Decides the run's first `steps` waiting steps.
  private mutating func decide(steps: Int, _ emit: (Bool, Int8) -> Void) {
    guard steps > 0 else { return }
    if run.isSpeech {
      flush(steps: gap + steps, isSpeech: true, emit)
      followsSpeech = true
    } else {
      widenGap(steps: steps, emit)
    }
  }

  private mutating func widenGap(steps: Int, _ emit: (Bool, Int8) -> Void) {
    gap += steps
    guard !followsSpeech || gap > SpeechActivity.maxGap else { return }
    flush(steps: gap, isSpeech: false, emit)
    followsSpeech = false
  }

  private mutating func flush(steps: Int, isSpeech: Bool, _ emit: (Bool, Int8) -> Void) {
    for index in 0..<steps { emit(isSpeech, pending[index]) }
    pending.removeFirst(steps)
    gap = 0
  }
}
