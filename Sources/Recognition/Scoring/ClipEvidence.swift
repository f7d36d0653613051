import Voice

/// Which of a clip's streams have something to say, and how its windows count.
struct ClipEvidence {
  /// Where speech was; nil when nobody speaks.
  let speech: SpeechTrack?
  /// A face is seen, in some window.
  let isSeen: Bool
  /// One a window.
  let qualities: [WindowQuality]
  /// Lag in seconds and cost; nil unless both streams are there.
  let alignment: (lag: Double, cost: Double)?

  var isSpeech: Bool { speech != nil && qualities.contains { $0.voice > 0 } }

  /// Weighs the windows by how much of them is speech and in how many of their pictures the face is seen.
  init(_ windows: [WindowEvidence], speech: SpeechTrack?, isFaceSeen: Bool) {
    let spoken = speech.map { $0.seconds >= SpeechActivity.leastSeconds } ?? false ? speech : nil
    let qualities = windows.map { WindowQuality($0, speech: spoken, isFaceSeen: isFaceSeen) }
    self.speech = spoken
    self.qualities = qualities
    isSeen = qualities.contains { $0.face > 0 }
    let isHeard = spoken != nil && qualities.contains { $0.voice > 0 }
    alignment = isHeard && isSeen ? Self.alignment(windows) : nil
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
