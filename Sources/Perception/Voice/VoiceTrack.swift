import Numerics
import Voice

/// Turns one channel's sound into analysis windows of log-mel steps, and detects speech.
///
/// The log-mel steps are of denoised sound. Speech is detected in the original sound, and the encoder hears it, too.
struct VoiceTrack {
  private let logMel = LogMelStream(reducesNoise: true)
  /// Nil if speech is not requested.
  private var activity: SpeechActivity?
  private var clipping = ClippingDetector()
  private var windows = SpeechWindows()
  /// Nil unless an encoder hears the sound.
  private var states: StateWindows?
  private var utterances: Utterances?

  /// - Parameters:
  ///   - detector: detects speech; nil if speech is not requested.
  ///   - encoder: the encoder whose hidden states the windows get; nil for none.
  ///   - findsUtterances: enables `drainUtterances`.
  init(detector: SpeechDetector?, encoder: (any SpeechEncoder)? = nil, findsUtterances: Bool = false) {
    activity = detector.map { SpeechActivity(detector: $0) }
    states = encoder.map { StateWindows($0) }
    if findsUtterances { utterances = Utterances() }
  }

  /// Appends samples at 16 kHz and returns the windows they completed.
  mutating func append(_ samples: [Float]) -> [VoiceWindow] {
    var full: [VoiceWindow] = []
    if activity != nil { clipping.append(samples) }
    logMel.append(samples) { step in
      if let window = process(step) { full.append(window) }
    }
    full += states?.append(samples) ?? []
    if let activity { utterances?.update(activity) }
    return full
  }

  /// Ends the channel and returns the last windows.
  mutating func finish() -> [VoiceWindow] {
    var full: [VoiceWindow] = []
    logMel.finish { step in
      if let window = process(step) { full.append(window) }
    }
    if let last = windows.finish().flatMap({ completed($0) }) { full.append(last) }
    let stepCount = logMel.stepCount
    full += states?.finish(stepCount: stepCount) ?? []
    if let activity { utterances?.finish(activity) }
    return full
  }

  private mutating func process(_ step: UnsafeBufferPointer<Float>) -> VoiceWindow? {
    let noisyStep = logMel.noisyStep
    activity?.append(noisyStep)
    return windows.append(step).flatMap { completed($0) }
  }

  /// Returns the window, or nil if it has to wait for the encoder.
  private mutating func completed(_ window: SpeechWindows.Window) -> VoiceWindow? {
    guard states == nil else {
      states!.add(window)
      return nil
    }
    return VoiceWindow(window)
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
  /// The encoder's hidden states, (moments, states · width); nil without one.
  let states: Matrix?
  let isLast: Bool

  init(_ window: SpeechWindows.Window, states: Matrix? = nil) {
    steps = window.start..<window.start + window.logMel.rows
    logMel = window.logMel
    self.states = states
    isLast = window.isLast
  }

  /// The voice signal for alignment with the mouth, (moments, 2).
  var movement: Matrix { SpeechMovement.signal(logMel.view) }
  /// The voice signal for active speaker detection, (moments, 16).
  var bands: Matrix { SpeechBands.signal(logMel.view) }
}
