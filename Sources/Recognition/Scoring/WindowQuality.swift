import Voice

/// How much a window's streams are to be trusted: their log-mel frames, times the share that is speech, or that shows a
/// face.
public struct WindowQuality: Codable, Equatable, Sendable {
  /// 0 where nobody speaks.
  public let voice: Double
  /// 0 where no face is seen.
  public let face: Double

  /// The pictures of a clip without sound count as so many frames each.
  private static let framesPerPicture = 10.0

  public init(voice: Double, face: Double) {
    self.voice = voice
    self.face = face
  }

  init(_ window: WindowEvidence, speech: SpeechTrack?, isFaceSeen: Bool) {
    let frames = window.frames.map { Double($0.count) }
    voice = frames.flatMap { frames in speech.map { $0.ratio(in: window.frames!) * frames } } ?? 0
    let share = window.pictureCount == 0 ? 0 : Double(window.seenCount) / Double(window.pictureCount)
    face = isFaceSeen ? share * (frames ?? Self.framesPerPicture * Double(window.pictureCount)) : 0
  }

  public var both: Double { (voice + face) / 2 }
}
