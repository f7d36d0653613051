import Fusion
import Numerics
import Voice

/// The windows of one channel's voice together with the clip's face, as both stream by.
///
/// Windows are numbered by their start. One is joined once the pictures of its time have come; where the pictures stay
/// away, or the sound, the other stream waits no longer than `patience`.
struct PartyTrack {
  /// Seconds that one stream waits for the other. Files interleave their streams within a second or two.
  private static let patience = 30.0

  private let joiner: WindowJoiner
  private var mainFace: MainFace
  private var voice: VoiceTrack?
  private var pooler: SegmentPooler?
  private var pending: [HeardWindow] = []
  /// The number of the window to be joined next.
  private var next = 0
  private(set) var evidence: [WindowEvidence] = []
  /// What entered the fusion and what the voice encoder heard of it (frames, 128), window by window as in `evidence`,
  /// where it is to be kept.
  private(set) var kept: [(aligned: AlignedWindow, logMel: Matrix)] = []
  private let keepsWindows: Bool
  /// Wall seconds spent on alignment and fusion.
  private(set) var fusionSeconds = 0.0

  /// - Parameters:
  ///   - hasVoice: there will be sound.
  ///   - keepsWindows: `kept` is filled, which takes memory with the clip's length.
  init(models: Models, options: AnalysisOptions, reader: PooledReader, hasVoice: Bool, keepsWindows: Bool = false) {
    self.keepsWindows = keepsWindows
    joiner = WindowJoiner(reader: reader)
    mainFace = MainFace(choice: options.face, judge: models.speakingFace)
    voice =
      hasVoice
      ? VoiceTrack(
        encoder: models.voiceEncoder,
        detector: models.speechDetector,
        findsUtterances: options.timeline == .utterances
      ) : nil
    pooler = options.timeline.map { SegmentPooler(timeline: $0, reader: reader) }
    // Without sound no utterance will come.
    if !hasVoice { pooler?.hear([], nextStart: .max) }
  }

  /// Where the next window begins: what was seen before is no longer needed.
  var nextStartSeconds: Double { AnalysisWindow.startSeconds(next) }

  /// Where speech was, once the streams have ended; nil without sound.
  private(set) var speech: SpeechTrack?

  /// Adds samples at 16 kHz.
  mutating func append(_ samples: [Float]) {
    pending += voice?.append(samples) ?? []
    takeUtterances()
  }

  private mutating func takeUtterances() {
    if let utterances = voice?.takeUtterances() { pooler?.hear(utterances.found, nextStart: utterances.nextStart) }
  }

  /// Joins the windows for which both streams have come.
  mutating func settle(_ face: (any FaceStream)?) {
    while true {
      if let heard = pending.first {
        let isSeen = face.map { $0.latestSeconds >= endSeconds(number(of: heard)) } ?? true
        guard isSeen || Double(pending.count) * AnalysisWindow.hopSeconds > Self.patience else { return }
        joinHeard(face)
      } else {
        let wait = voice == nil ? 0 : Self.patience
        guard let face, face.latestSeconds > endSeconds(next) + wait else { return }
        join(nil, face, until: nil)
      }
    }
  }

  /// Ends the streams. Returns the segments, when they were asked for.
  mutating func finish(_ face: (any FaceStream)?, durationSeconds: Double) -> [SegmentPooler.Segment]? {
    pending += voice?.finish() ?? []
    takeUtterances()
    speech = voice?.speech
    while let heard = pending.first {
      let isLast = heard.isLast && (face == nil || endSeconds(number(of: heard)) >= durationSeconds)
      joinHeard(face, isLast: isLast)
    }
    while face != nil, next == 0 || endSeconds(next - 1) < durationSeconds {
      join(nil, face, until: endSeconds(next) >= durationSeconds ? .infinity : nil)
    }
    return pooler?.finish(durationSeconds: durationSeconds, speech: speech)
  }

  private mutating func joinHeard(_ face: (any FaceStream)?, isLast: Bool = false) {
    let heard = pending.removeFirst()
    next = number(of: heard)
    let soundEnd = heard.isLast ? Double(heard.frames.upperBound) / LogMel.framesPerSecond : nil
    join(heard, face, until: isLast ? .infinity : soundEnd)
  }

  /// - Parameter end: up to where the window stands for its time; nil for the usual.
  private mutating func join(_ heard: HeardWindow?, _ face: (any FaceStream)?, until end: Double?) {
    defer { next += 1 }
    let seconds = AnalysisWindow.startSeconds(next)
    let start = ContinuousClock.now
    let face = face?.look(from: seconds, to: endSeconds(next), bands: heard?.bands, mainFace: &mainFace)
    guard heard != nil || face?.pictureCount ?? 0 > 0 else { return }
    let joined = joiner.join(heard, face?.seen ?? [], pictureCount: face?.pictureCount ?? 0, startSeconds: seconds)
    evidence.append(joined.evidence)
    if keepsWindows {
      kept.append((joined.aligned, heard?.logMel ?? Matrix(rows: 0, columns: LogMel.bandCount)))
    }
    pooler?.append(joined, until: end ?? seconds + AnalysisWindow.coreEndSeconds)
    fusionSeconds += start.secondsUntilNow
  }

  private func number(of heard: HeardWindow) -> Int {
    heard.frames.lowerBound / AnalysisWindow.hop
  }

  /// Where window `number` ends unless the clip ends before.
  private func endSeconds(_ number: Int) -> Double {
    AnalysisWindow.startSeconds(number + 2)
  }
}
