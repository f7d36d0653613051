import Numerics
import Voice

/// Turns one channel's sound into analysis windows of log-mel steps, and detects speech.
///
/// The windows hold denoised sound; speech is detected in the original sound.
struct VoiceTrack {
  private let logMel = LogMelStream(reducesNoise: true)
  /// Nil if speech is not requested.
  private var activity: SpeechActivity?
  private var clipping = ClippingDetector()
  private var windows = SpeechWindows()
  private var utterances: Utterances?

  /// - Parameters:
  ///   - detector: detects speech; nil if speech is not requested.
  ///   - findsUtterances: enables `drainUtterances`.
  init(detector: SpeechDetector?, findsUtterances: Bool = false) {
    activity = detector.map { SpeechActivity(detector: $0) }
    if findsUtterances { utterances = Utterances() }
  }

  /// Appends samples at 16 kHz and returns the windows they completed.
  mutating func append(_ samples: [Float]) -> [VoiceWindow] {
    var full: [VoiceWindow] = []
    if activity != nil { clipping.append(samples) }
    logMel.append(samples) { step in
      if let window = process(step) { full.append(window) }
    }
    if let activity { utterances?.update(activity) }
    return full
  }

  /// Ends the channel and returns the last windows.
  mutating func finish() -> [VoiceWindow] {
    var full: [VoiceWindow] = []
    logMel.finish { step in
      if let window = process(step) { full.append(window) }
    }
    if let last = windows.finish() { full.append(VoiceWindow(last)) }
    if let activity { utterances?.finish(activity) }
    return full
  }

  private mutating func process(_ step: UnsafeBufferPointer<Float>) -> VoiceWindow? {
    activity?.append(logMel.noisyStep)
    return windows.append(step).map { VoiceWindow($0) }
  }

  /// The speech of all sound so far; nil if not requested.
  var speech: SpeechTrack? {
    var speech = activity?.track
    speech?.isClipped = clipping.isClipped
    return speech
  }

  /// Returns the utterances found since the last call, and the step before which no later one begins; nil if utterances
  /// are not requested.
  mutating func drainUtterances() -> (found: [Range<Int>], nextStart: Int)? {
    guard let found = utterances?.drain(), let nextStart = utterances?.nextStart else { return nil }
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

  /// The voice signal for alignment with the mouth, (moments, 2).
  var movement: Matrix { SpeechMovement.signal(logMel.view) }
  /// The voice signal for active speaker detection, (moments, 16).
  var bands: Matrix { SpeechBands.signal(logMel.view) }
}
