import Numerics
import Voice

/// One channel's way from samples to analysis windows of log-mel steps, and where speech is.
///
/// The windows have the sound with its noise reduced; where speech is, is told from the sound as it came.
struct VoiceTrack {
  private let logMel = LogMelStream(reducesNoise: true)
  /// Nil where nobody asks where speech is.
  private var activity: SpeechActivity?
  private var windows = SpeechWindows()
  private var utterances: Utterances?

  /// - Parameters:
  ///   - detector: finds speech; nil where nobody asks for it.
  ///   - findsUtterances: `takeUtterances` will be asked.
  init(detector: SpeechDetector?, findsUtterances: Bool = false) {
    activity = detector.map { SpeechActivity(detector: $0) }
    if findsUtterances { utterances = Utterances() }
  }

  /// Adds samples at 16 kHz; what comes back are the windows that they filled.
  mutating func append(_ samples: [Float]) -> [VoiceWindow] {
    var full: [VoiceWindow] = []
    logMel.append(samples) { step in
      if let window = take(step) { full.append(window) }
    }
    if let activity { utterances?.follow(activity) }
    return full
  }

  /// Ends the channel; the last window comes back.
  mutating func finish() -> [VoiceWindow] {
    var full: [VoiceWindow] = []
    logMel.finish { step in
      if let window = take(step) { full.append(window) }
    }
    if let last = windows.finish() { full.append(VoiceWindow(last)) }
    if let activity { utterances?.finish(activity) }
    return full
  }

  private mutating func take(_ step: UnsafeBufferPointer<Float>) -> VoiceWindow? {
    activity?.append(logMel.unreduced)
    return windows.append(step).map { VoiceWindow($0) }
  }

  /// Where speech was, over all samples so far; nil where nobody asked.
  var speech: SpeechTrack? { activity?.track }

  /// The utterances found since the last time, and before which step no later one begins; nil when nobody looks for any.
  mutating func takeUtterances() -> (found: [Range<Int>], nextStart: Int)? {
    guard let found = utterances?.take(), let nextStart = utterances?.nextStart else { return nil }
    return (found, nextStart)
  }
}

/// An analysis window of one channel.
struct VoiceWindow {
  /// Its log-mel steps in the clip.
  let steps: Range<Int>
  /// (steps, 128)
  let logMel: Matrix
  let isLast: Bool

  init(_ window: SpeechWindows.Window) {
    steps = window.start..<window.start + window.logMel.rows
    logMel = window.logMel
    isLast = window.isLast
  }

  /// What of the voice goes with the movement of a mouth, (moments, 2).
  var movement: Matrix { SpeechMovement.signal(logMel.view) }
  /// What of it tells whose mouth speaks, (moments, 16).
  var bands: Matrix { SpeechBands.signal(logMel.view) }
}
