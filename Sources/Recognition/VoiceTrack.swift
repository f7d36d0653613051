import Numerics
import Voice

/// One channel's way from samples to voice embeddings: log-mel frames, windows, the voice encoder.
///
/// The encoder hears the sound with its noise reduced; where speech is, is told from the sound as it came.
struct VoiceTrack {
  private let encoder: VoiceEncoder
  private let logMel = LogMelStream(reducesNoise: true)
  private var activity: SpeechActivity
  private var windows = SpeechWindows()
  private var utterances: Utterances?

  /// - Parameter findsUtterances: `takeUtterances` will be asked.
  init(encoder: VoiceEncoder, detector: SpeechDetector, findsUtterances: Bool = false) {
    self.encoder = encoder
    activity = SpeechActivity(detector: detector)
    if findsUtterances { utterances = Utterances() }
  }

  /// Adds samples at 16 kHz; what comes back are the windows that they filled.
  mutating func append(_ samples: [Float]) -> [HeardWindow] {
    var full: [SpeechWindows.Window] = []
    logMel.append(samples) { frame in
      activity.append(logMel.unreduced)
      if let window = windows.append(frame) { full.append(window) }
    }
    utterances?.follow(activity)
    return full.map(heard)
  }

  /// Ends the channel; the last window comes back.
  mutating func finish() -> [HeardWindow] {
    var full: [SpeechWindows.Window] = []
    logMel.finish { frame in
      activity.append(logMel.unreduced)
      if let window = windows.append(frame) { full.append(window) }
    }
    if let last = windows.finish() { full.append(last) }
    utterances?.finish(activity)
    return full.map(heard)
  }

  /// Where speech was, over all samples so far.
  var speech: SpeechTrack { activity.track }

  /// The utterances found since the last time, and before which frame no later one begins; nil when nobody looks for any.
  mutating func takeUtterances() -> (found: [Range<Int>], nextStart: Int)? {
    guard let found = utterances?.take(), let nextStart = utterances?.nextStart else { return nil }
    return (found, nextStart)
  }

  private func heard(_ window: SpeechWindows.Window) -> HeardWindow {
    HeardWindow(
      frames: window.start..<window.start + window.logMel.rows,
      embeddings: encoder(window.logMel.view),
      logMel: window.logMel,
      movement: SpeechMovement.signal(window.logMel.view),
      bands: SpeechBands.signal(window.logMel.view),
      isLast: window.isLast
    )
  }
}

/// An analysis window of one channel as the voice encoder heard it.
struct HeardWindow {
  /// Its log-mel frames.
  let frames: Range<Int>
  /// (moments, 256)
  let embeddings: Matrix
  /// (frames, 128)
  let logMel: Matrix
  /// What of the voice goes with the movement of a mouth, (moments, 2).
  let movement: Matrix
  /// What of it tells whose mouth speaks, (moments, 16).
  let bands: Matrix
  let isLast: Bool
}
