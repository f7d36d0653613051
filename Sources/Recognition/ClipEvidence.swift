import Fusion
import Voice

/// What a clip's windows say together: each stream alone, and both.
struct ClipEvidence {
  /// Where speech was; nil when nobody speaks.
  let speech: SpeechTrack?
  /// What the voice alone says; nil when nobody speaks.
  let voice: EmotionDistribution?
  /// What the face alone says; nil when no face is seen.
  let face: EmotionDistribution?
  /// What both say, or the one there is; nil without either.
  let both: EmotionDistribution?
  /// Lag in seconds and cost; nil unless both streams are there.
  let alignment: (lag: Double, cost: Double)?

  /// Weighs the windows by how much of them is speech and in how many of their pictures the face is seen.
  init(_ windows: [WindowEvidence], speech: SpeechTrack?, isFaceSeen: Bool, model: FusionModel) {
    let isSpeech = speech.map { $0.seconds >= SpeechActivity.leastSeconds } ?? false
    self.speech = isSpeech ? speech : nil
    var (voiceVotes, faceVotes, votes) = (WindowVotes(), WindowVotes(), WindowVotes())
    for window in windows {
      let quality = WindowQuality(window, speech: self.speech, isFaceSeen: isFaceSeen)
      if let logits = window.logits.voice { voiceVotes.add(logits: logits, quality: quality.voice) }
      if let logits = window.logits.face { faceVotes.add(logits: logits, quality: quality.face) }
      votes.add(logits: window.logits.said(byVoice: quality.voice > 0, byFace: quality.face > 0), quality: quality.both)
    }
    voice = voiceVotes.distribution(temperature: model.voiceTemperature)
    face = faceVotes.distribution(temperature: model.faceTemperature)
    both = voice == nil ? face : face == nil ? voice : votes.distribution(temperature: model.fusedTemperature)
    alignment = voice == nil || face == nil ? nil : Self.alignment(windows)
  }

  /// The windows' median lag and mean cost.
  private static func alignment(_ windows: [WindowEvidence]) -> (lag: Double, cost: Double)? {
    let aligned = windows.compactMap(\.alignment)
    guard !aligned.isEmpty else { return nil }
    let lags = aligned.map(\.lag).sorted()
    let median = (lags[(lags.count - 1) / 2] + lags[lags.count / 2]) / 2
    return (median, aligned.reduce(0) { $0 + $1.cost } / Double(aligned.count))
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
