import Voice

/// Holds pictures back until the windows of the voice that they lie in have told whose face speaks.
struct SpeakerSearch {
  /// Seconds of pictures that wait for a voice that stays away.
  private static let patience = 30.0

  private let logMel = LogMelStream()
  private var windows = SpeechWindows()
  private var pending: [SpeechWindows.Window] = []
  private var mainFace: MainFace

  init(mainFace: MainFace) {
    self.mainFace = mainFace
  }

  /// Adds samples at 16 kHz.
  mutating func append(_ samples: [Float]) {
    logMel.append(samples) { frame in
      if let window = windows.append(frame) { pending.append(window) }
    }
  }

  /// Ends the sound.
  mutating func finish() {
    logMel.finish { frame in
      if let window = windows.append(frame) { pending.append(window) }
    }
    if let last = windows.finish() { pending.append(last) }
  }

  /// Takes the pictures that are decided off a track, each with the face that counts.
  ///
  /// - Parameter isComplete: no more pictures will come.
  mutating func take(from track: inout FaceTrack, isComplete: Bool) -> [(SeenPicture, ReadFace?)] {
    var taken: [(SeenPicture, ReadFace?)] = []
    while let window = pending.first {
      let start = Double(window.start) / LogMel.framesPerSecond
      let end = start + Double(window.logMel.rows) / LogMel.framesPerSecond
      guard isComplete || track.latestSeconds >= end else { break }
      pending.removeFirst()
      let pictures = track.pictures(from: start, to: end)
      mainFace.weigh(SpeechBands.signal(window.logMel.view), startSeconds: start, pictures: pictures)
      taken += take(from: &track, before: window.isLast ? end : start + AnalysisWindow.hopSeconds)
    }
    let limit = isComplete ? .infinity : track.latestSeconds - Self.patience
    return taken + take(from: &track, before: limit)
  }

  private func take(from track: inout FaceTrack, before limit: Double) -> [(SeenPicture, ReadFace?)] {
    defer { track.drop(before: limit) }
    return track.all.prefix { $0.seconds < limit }.map { ($0, mainFace.face(in: $0)) }
  }
}
