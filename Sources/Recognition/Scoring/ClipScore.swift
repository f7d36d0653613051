import Emotion
import Fusion
import Records

/// What a clip's windows and segments say together: the part of a record that a personal baseline changes.
struct ClipScore {
  /// A window's logits and how much they count.
  typealias Window = (logits: FusedLogits, quality: WindowQuality)

  /// A segment of a timeline, its times on the clip's clock.
  struct Segment {
    let startSeconds: Double
    let endSeconds: Double
    let logits: FusedLogits
    /// Somebody speaks in it, and a face is seen.
    let isSpeech: Bool
    let isSeen: Bool
  }

  /// What each stream says alone; nil where nobody speaks, or no face is seen.
  let voice: Judgement?
  let face: Judgement?
  let both: Judgement
  let weights: (voice: Double, face: Double)
  /// Nil with one stream.
  let agreement: Double?
  let segments: [EmotionSegment]?

  /// Nil when no window has a say.
  init?(_ windows: [Window], segments: [Segment]?, mixing: Mixing, options: AnalysisOptions) {
    var (voiceVotes, faceVotes, votes) = (WindowVotes(), WindowVotes(), WindowVotes())
    for window in windows {
      let (logits, quality) = window
      if let logits = logits.voice { voiceVotes.add(logits: logits, quality: quality.voice) }
      if let logits = logits.face { faceVotes.add(logits: logits, quality: quality.face) }
      votes.add(logits: logits.said(byVoice: quality.voice > 0, byFace: quality.face > 0), quality: quality.both)
    }
    let heard = voiceVotes.distribution(temperature: mixing.voiceTemperature)
    let seen = faceVotes.distribution(temperature: mixing.faceTemperature)
    let fused =
      heard == nil ? seen : seen == nil ? heard : votes.distribution(temperature: mixing.fusedTemperature)
    guard let fused else { return nil }
    voice = heard.map { Judgement($0, options: options) }
    face = seen.map { Judgement($0, options: options) }
    both = Judgement(fused, options: options)
    if let voice, let face {
      let said = both.distribution
      let shares = StreamWeights(
        label: said.best.label,
        both: said,
        voice: voice.distribution,
        face: face.distribution
      )
      weights = (shares.voice, shares.face)
      agreement = Agreement.between(voice.distribution, face.distribution)
    } else {
      weights = voice == nil ? (0, 1) : (1, 0)
      agreement = nil
    }
    self.segments = segments?.map { $0.judged(mixing, options) }
  }
}

extension ClipScore.Segment {
  fileprivate func judged(_ mixing: Mixing, _ options: AnalysisOptions) -> EmotionSegment {
    let (isHeard, isSeen) = (isSpeech && logits.voice != nil, isSeen && logits.face != nil)
    let temperature =
      isHeard && isSeen ? mixing.fusedTemperature : isHeard ? mixing.voiceTemperature : mixing.faceTemperature
    let said = logits.said(byVoice: isHeard, byFace: isSeen)
    let judgement =
      isHeard || isSeen
      ? Judgement(EmotionDistribution(logits: said, temperature: temperature), options: options) : nil
    return EmotionSegment(
      startSeconds: startSeconds,
      endSeconds: endSeconds,
      emotion: judgement?.verdict,
      confidence: judgement?.confidence,
      probabilities: judgement?.probabilities
    )
  }
}

extension FusedLogits {
  /// The logits of the streams that have something to say.
  func said(byVoice isSpeech: Bool, byFace isSeen: Bool) -> [Double] {
    switch (isSpeech ? voice : nil, isSeen ? face : nil) {
    case (let voice?, nil): voice
    case (nil, let face?): face
    default: fused
    }
  }
}

extension ClipAnalysis {
  /// Below this agreement the record warns that voice and face disagree.
  private static let disagreement = 0.5
  private static let disagreementWarning = "voice and face disagree"

  /// Puts a score in, over an earlier one if there was one.
  mutating func apply(_ score: ClipScore) {
    let place = Circumplex.mean(of: score.both.distribution)
    emotion = score.both.verdict
    confidence = score.both.confidence
    probabilities = score.both.probabilities
    valence = place.valence
    arousal = place.arousal
    agreement = score.agreement
    voice?.weight = score.weights.voice
    voice?.probabilities = score.voice?.probabilities
    face?.weight = score.weights.face
    face?.probabilities = score.face?.probabilities
    segments = score.segments
    warnings.removeAll { $0 == Self.disagreementWarning }
    if let agreement, agreement < Self.disagreement { warnings.append(Self.disagreementWarning) }
  }
}
