/// Tells speech frame by frame while a sound streams by: what `SpeechActivity.track` says of the whole in the end.
///
/// The rules are the same. Only a run of likely frames that goes on for longer than `patience` has to be judged by what
/// it has been so far; there the track may come to another verdict.
struct SpeechSettler {
  /// Frames for which a run's end is waited for.
  static let patience = 200

  /// A run of frames that are likely to be speech.
  private struct Run {
    var count = 0
    var tones = 0
    var isCertain = false

    var isSpeech: Bool {
      count >= SpeechActivity.shortestRun && isCertain && !SpeechActivity.isTone(tones: tones, of: count)
    }
  }

  /// The odds of the frames that are not settled: those of a gap, then those of a run.
  private var waiting: [Int8] = []
  private var gap = 0
  private var run = Run()
  /// There was speech right before the gap.
  private var followsSpeech = false

  /// Adds the next frame.
  ///
  /// - Parameters:
  ///   - odds: log-odds of speech, in sixteenths.
  ///   - settle: told the frames that are settled by it, each once and in order.
  mutating func append(odds: Int8, isTone: Bool, settle: (_ isSpeech: Bool, _ odds: Int8) -> Void) {
    let isLikely = SpeechActivity.isLikely(odds)
    if !isLikely {
      judge(frames: waiting.count - gap, settle)
      run = Run()
    }
    waiting.append(odds)
    if isLikely {
      run.count += 1
      if isTone { run.tones += 1 }
      if SpeechActivity.isCertain(odds) { run.isCertain = true }
      if waiting.count - gap > Self.patience { judge(frames: 1, settle) }
    } else {
      widenGap(frames: 1, settle)
    }
  }

  /// Settles all frames: the sound has ended.
  mutating func finish(settle: (_ isSpeech: Bool, _ odds: Int8) -> Void) {
    judge(frames: waiting.count - gap, settle)
    give(frames: waiting.count, isSpeech: false, settle)
    (run, followsSpeech) = (Run(), false)
  }

  /// Decides on the run's first frames that wait.
  private mutating func judge(frames: Int, _ settle: (Bool, Int8) -> Void) {
    guard frames > 0 else { return }
    if run.isSpeech {
      give(frames: gap + frames, isSpeech: true, settle)
      followsSpeech = true
    } else {
      widenGap(frames: frames, settle)
    }
  }

  private mutating func widenGap(frames: Int, _ settle: (Bool, Int8) -> Void) {
    gap += frames
    guard !followsSpeech || gap > SpeechActivity.longestGap else { return }
    give(frames: gap, isSpeech: false, settle)
    followsSpeech = false
  }

  private mutating func give(frames: Int, isSpeech: Bool, _ settle: (Bool, Int8) -> Void) {
    for index in 0..<frames { settle(isSpeech, waiting[index]) }
    waiting.removeFirst(frames)
    gap = 0
  }
}
