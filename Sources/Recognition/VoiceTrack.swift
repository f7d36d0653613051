import Fusion
import Numerics
import Voice

/// One channel's way from samples to what its voice says: log-mel frames, windows, embeddings, votes and segments.
struct VoiceTrack {
  private let models: Models
  private let logMel = LogMelStream()
  private var activity = SpeechActivity()
  private var windows = SpeechWindows()
  private var pooler: SegmentPooler?
  private var votes: [(frames: Range<Int>, logits: [Double])] = []
  /// Wall seconds spent on the fusion model's head.
  private(set) var fusionSeconds = 0.0

  init(models: Models, timelineSeconds: Double?) {
    self.models = models
    pooler = timelineSeconds.map { SegmentPooler(segmentSeconds: $0, head: models.fusion.voiceHead) }
  }

  /// Adds samples at 16 kHz.
  mutating func append(_ samples: [Float]) {
    var full: [SpeechWindows.Window] = []
    logMel.append(samples) { frame in
      activity.append(frame)
      if let window = windows.append(frame) { full.append(window) }
    }
    for window in full { hear(window) }
  }

  /// Ends the channel and says what its voice expresses.
  mutating func finish(durationSeconds: Double) -> VoiceEvidence {
    var full: [SpeechWindows.Window] = []
    logMel.finish { frame in
      activity.append(frame)
      if let window = windows.append(frame) { full.append(window) }
    }
    if let last = windows.finish() { full.append(last) }
    for window in full { hear(window) }
    let speech = activity.track
    var joined = WindowVotes()
    for vote in votes {
      joined.add(logits: vote.logits, quality: speech.ratio(in: vote.frames) * Double(vote.frames.count))
    }
    return VoiceEvidence(speech: speech, votes: joined, segments: pooler?.finish(durationSeconds: durationSeconds))
  }

  private mutating func hear(_ window: SpeechWindows.Window) {
    let embeddings = models.voiceEncoder(window.logMel.view)
    let start = ContinuousClock.now
    votes.append((window.start..<window.start + window.logMel.rows, models.fusion.voiceHead.logits(embeddings.view)))
    addToTimeline(embeddings, window: window)
    fusionSeconds += start.secondsUntilNow
  }

  private mutating func addToTimeline(_ embeddings: Matrix, window: SpeechWindows.Window) {
    guard pooler != nil else { return }
    let first = window.start == 0 ? 0 : AnalysisWindow.core.lowerBound
    let end = window.isLast ? embeddings.rows : AnalysisWindow.core.upperBound
    if first < end { pooler?.append(embeddings.view(rows: first..<end)) }
  }
}

/// What the voice of a clip says.
struct VoiceEvidence {
  let speech: SpeechTrack
  let votes: WindowVotes
  let segments: [SegmentPooler.Segment]?

  /// Seconds of speech below which the label stands on little.
  static let littleSpeechSeconds = 0.7

  var isSpeech: Bool { speech.seconds >= SpeechActivity.leastSeconds }

  var warnings: [String] {
    speech.seconds < Self.littleSpeechSeconds ? ["little speech"] : []
  }
}
