import Fusion
import Numerics
import Records
import Voice

/// Receives the perception of one channel, in order of time.
public protocol WindowListener {
  /// Receives utterances as ranges of log-mel steps; no later one begins before `nextStart`.
  mutating func receive(utterances: [Range<Int>], nextStart: Int)
  mutating func receive(_ window: PerceivedWindow)
  /// Receives a frame, blank or not, with its selected face; nil without a face.
  mutating func receive(_ frame: FrameObservation, face: FaceReading?)
}

extension WindowListener {
  public mutating func receive(utterances: [Range<Int>], nextStart: Int) {}
  public mutating func receive(_ window: PerceivedWindow) {}
  public mutating func receive(_ frame: FrameObservation, face: FaceReading?) {}
}

/// Joins the windows of one channel's voice with the clip's face as both stream in. Face selection happens only here.
///
/// Windows are numbered by their start. A window is joined once its frames have arrived. If frames or sound do not
/// come, the other stream waits no longer than `patience`.
struct ChannelPipeline<Listener: WindowListener> {
  /// Maximum seconds that one stream waits for the other. Files interleave their streams within a second or two; the
  /// encoder holds the voice back until its block is complete.
  private static var patience: Double { 30 + StateBlocks.maxBlockSeconds }

  private(set) var listener: Listener
  private var selector: FaceSelector
  private var voice: VoiceTrack?
  private let voiceWidth: Int
  private let aligns: Bool
  private var pending: [VoiceWindow] = []
  /// The number of the next window to join.
  private var next = 0
  /// The time up to which the listener has received frames.
  private var emittedUntil = -Double.infinity

  /// - Parameters:
  ///   - voice: nil if there will be no sound.
  ///   - voiceWidth: channels of the voice's hidden states.
  ///   - aligns: aligns windows and passes them to the listener, not only frames; needs a voice with an encoder.
  init(selector: FaceSelector, voice: VoiceTrack?, voiceWidth: Int, aligns: Bool, listener: Listener) {
    self.selector = selector
    self.voice = voice
    self.voiceWidth = voiceWidth
    self.aligns = aligns
    self.listener = listener
    // Without sound there are no utterances.
    if voice == nil { self.listener.receive(utterances: [], nextStart: .max) }
  }

  /// Removes and returns the items that the listener has collected.
  mutating func drain<Item>(_ items: WritableKeyPath<Listener, [Item]>) -> [Item] {
    defer { listener[keyPath: items] = [] }
    return listener[keyPath: items]
  }

  /// The start of the next window; earlier frames are no longer needed.
  var nextStartSeconds: Double { AnalysisWindow.startSeconds(next) }

  /// The speech, once the streams have ended; nil without sound.
  private(set) var speech: SpeechTrack?

  /// Appends samples at 16 kHz.
  mutating func append(_ samples: [Float]) {
    pending += voice?.append(samples) ?? []
    passUtterances()
  }

  private mutating func passUtterances() {
    guard let (found, nextStart) = voice?.drainUtterances() else { return }
    listener.receive(utterances: found, nextStart: nextStart)
  }

  /// Joins the windows that both streams have completed.
  mutating func advance(_ face: (any FaceStream)?) throws(ClipFailure) {
    while true {
      if let voiceWindow = pending.first {
        let hasFrames = face.map { $0.latestSeconds >= endSeconds(number(of: voiceWindow)) } ?? true
        guard hasFrames || Double(pending.count) * AnalysisWindow.hopSeconds > Self.patience else { return }
        try joinPending(face)
      } else {
        let wait = voice == nil ? 0 : Self.patience
        guard let face, face.latestSeconds > endSeconds(next) + wait else { return }
        try join(nil, face, until: nil)
      }
    }
  }

  /// Ends the streams and joins the remaining windows.
  mutating func finish(_ face: (any FaceStream)?, durationSeconds: Double) throws(ClipFailure) {
    pending += voice?.finish() ?? []
    passUtterances()
    speech = voice?.speech
    while let voiceWindow = pending.first {
      let isLast = voiceWindow.isLast && (face == nil || endSeconds(number(of: voiceWindow)) >= durationSeconds)
      try joinPending(face, isLast: isLast)
    }
    while face != nil, next == 0 || endSeconds(next - 1) < durationSeconds {
      try join(nil, face, until: endSeconds(next) >= durationSeconds ? .infinity : nil)
    }
    emitFrames(face, before: .infinity)
  }

  /// Passes the frames before `limit` to the listener, each with the face selected by the evidence so far.
  mutating func emitFrames(_ face: (any FaceStream)?, before limit: Double) {
    for frame in face?.observations(from: emittedUntil, to: limit) ?? [] {
      listener.receive(frame, face: selector.face(in: frame))
    }
    emittedUntil = max(emittedUntil, limit)
  }

  private mutating func joinPending(_ face: (any FaceStream)?, isLast: Bool = false) throws(ClipFailure) {
    let voiceWindow = pending.removeFirst()
    next = number(of: voiceWindow)
    let soundEnd = voiceWindow.isLast ? Double(voiceWindow.steps.upperBound) / LogMel.stepsPerSecond : nil
    try join(voiceWindow, face, until: isLast ? .infinity : soundEnd)
  }

  /// - Parameter end: end of the time that the window represents; nil for the default, where the next window takes
  ///   over.
  private mutating func join(
    _ voiceWindow: VoiceWindow?,
    _ face: (any FaceStream)?,
    until end: Double?
  ) throws(ClipFailure) {
    defer { next += 1 }
    let seconds = AnalysisWindow.startSeconds(next)
    let bands = face == nil ? nil : voiceWindow?.bands
    let faces = face?.faces(from: seconds, to: endSeconds(next), bands: bands, selector: &selector)
    emitFrames(face, before: voiceWindow?.isLast == true ? endSeconds(next) : seconds + AnalysisWindow.hopSeconds)
    guard aligns, voiceWindow != nil || faces?.frameCount ?? 0 > 0 else { return }
    let samples = faces?.samples ?? []
    let aligned = try WindowAlignment.align(voiceWindow, samples, startSeconds: seconds)
    listener.receive(
      PerceivedWindow(
        aligned: AlignedWindow(
          voice: voiceWindow?.states ?? Matrix(rows: 0, columns: voiceWidth),
          startSeconds: seconds,
          face: aligned.face
        ),
        logMel: voiceWindow?.logMel ?? Matrix(rows: 0, columns: LogMel.bandCount),
        evidence: WindowEvidence(
          steps: voiceWindow?.steps,
          frameCount: faces?.frameCount ?? 0,
          seenCount: samples.count,
          alignment: aligned.alignment
        ),
        coreEndSeconds: end ?? seconds + AnalysisWindow.coreEndSeconds
      )
    )
  }

  private func number(of voiceWindow: VoiceWindow) -> Int {
    voiceWindow.steps.lowerBound / AnalysisWindow.hop
  }

  /// The end of window `number`, unless the clip ends before.
  private func endSeconds(_ number: Int) -> Double {
    AnalysisWindow.startSeconds(number + 2)
  }
}
