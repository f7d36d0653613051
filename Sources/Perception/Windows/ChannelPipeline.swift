import Numerics
import Records
import Voice

/// Receives the perception of one channel, in order of time.
public protocol WindowListener {
  /// Receives utterances as ranges of log-mel steps; no later one begins before `nextStart`.
  mutating func take(utterances: [Range<Int>], nextStart: Int)
  mutating func take(_ window: PerceivedWindow)
  /// Receives a frame, blank or not, with its selected face; nil without a face.
  mutating func take(_ frame: FrameObservation, face: FaceReading?)
}

extension WindowListener {
  public mutating func take(utterances: [Range<Int>], nextStart: Int) {}
  public mutating func take(_ window: PerceivedWindow) {}
  public mutating func take(_ frame: FrameObservation, face: FaceReading?) {}
}

/// Joins the windows of one channel's voice with the clip's face as both stream in. Face selection happens only here.
///
/// Windows are numbered by their start. A window is joined once its frames have arrived. If frames or sound do not
/// come, the other stream waits no longer than `patience`.
struct ChannelPipeline<Listener: WindowListener> {
  /// Maximum seconds that one stream waits for the other. Files interleave their streams within a second or two.
  private static var patience: Double { 30 }

  private(set) var listener: Listener
  private var selector: FaceSelector
  private var voice: VoiceTrack?
  private let aligns: Bool
  private var pending: [VoiceWindow] = []
  /// The number of the next window to join.
  private var next = 0
  /// The time up to which the listener has received frames.
  private var decidedUntil = -Double.infinity

  /// - Parameters:
  ///   - voice: nil if there will be no sound.
  ///   - aligns: aligns windows and passes them to the listener, not only frames.
  init(selector: FaceSelector, voice: VoiceTrack?, aligns: Bool, listener: Listener) {
    self.selector = selector
    self.voice = voice
    self.aligns = aligns
    self.listener = listener
    // Without sound there are no utterances.
    if voice == nil { self.listener.take(utterances: [], nextStart: .max) }
  }

  /// Removes and returns the items that the listener has collected.
  mutating func take<Item>(_ items: WritableKeyPath<Listener, [Item]>) -> [Item] {
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
    takeUtterances()
  }

  private mutating func takeUtterances() {
    guard let (found, nextStart) = voice?.takeUtterances() else { return }
    listener.take(utterances: found, nextStart: nextStart)
  }

  /// Joins the windows that both streams have completed.
  mutating func advance(_ face: (any FaceStream)?) throws(ClipFailure) {
    while true {
      if let heard = pending.first {
        let isSeen = face.map { $0.latestSeconds >= endSeconds(number(of: heard)) } ?? true
        guard isSeen || Double(pending.count) * AnalysisWindow.hopSeconds > Self.patience else { return }
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
    takeUtterances()
    speech = voice?.speech
    while let heard = pending.first {
      let isLast = heard.isLast && (face == nil || endSeconds(number(of: heard)) >= durationSeconds)
      try joinPending(face, isLast: isLast)
    }
    while face != nil, next == 0 || endSeconds(next - 1) < durationSeconds {
      try join(nil, face, until: endSeconds(next) >= durationSeconds ? .infinity : nil)
    }
    decide(face, before: .infinity)
  }

  /// Passes the frames before `limit` to the listener, each with the face selected by the evidence so far.
  mutating func decide(_ face: (any FaceStream)?, before limit: Double) {
    for frame in face?.observations(from: decidedUntil, to: limit) ?? [] {
      listener.take(frame, face: selector.face(in: frame))
    }
    decidedUntil = max(decidedUntil, limit)
  }

  private mutating func joinPending(_ face: (any FaceStream)?, isLast: Bool = false) throws(ClipFailure) {
    let heard = pending.removeFirst()
    next = number(of: heard)
    let soundEnd = heard.isLast ? Double(heard.steps.upperBound) / LogMel.stepsPerSecond : nil
    try join(heard, face, until: isLast ? .infinity : soundEnd)
  }

  /// - Parameter end: end of the time that the window represents; nil for the default, where the next window takes
  ///   over.
  private mutating func join(
    _ heard: VoiceWindow?,
    _ face: (any FaceStream)?,
    until end: Double?
  ) throws(ClipFailure) {
    defer { next += 1 }
    let seconds = AnalysisWindow.startSeconds(next)
    let bands = face == nil ? nil : heard?.bands
    let faces = face?.faces(from: seconds, to: endSeconds(next), bands: bands, selector: &selector)
    decide(face, before: heard?.isLast == true ? endSeconds(next) : seconds + AnalysisWindow.hopSeconds)
    guard aligns, heard != nil || faces?.frameCount ?? 0 > 0 else { return }
    let seen = faces?.seen ?? []
    let aligned = try WindowAlignment.align(heard, seen, startSeconds: seconds)
    listener.take(
      PerceivedWindow(
        logMel: heard?.logMel ?? Matrix(rows: 0, columns: LogMel.bandCount),
        startSeconds: seconds,
        others: [.face: aligned.face],
        evidence: WindowEvidence(
          steps: heard?.steps,
          frameCount: faces?.frameCount ?? 0,
          seenCount: seen.count,
          alignment: aligned.alignment
        ),
        standsUntil: end ?? seconds + AnalysisWindow.coreEndSeconds
      )
    )
  }

  private func number(of heard: VoiceWindow) -> Int {
    heard.steps.lowerBound / AnalysisWindow.hop
  }

  /// The end of window `number`, unless the clip ends before.
  private func endSeconds(_ number: Int) -> Double {
    AnalysisWindow.startSeconds(number + 2)
  }
}
