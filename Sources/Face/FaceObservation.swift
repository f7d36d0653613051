/// The faces seen in one frame.
public struct FaceObservation: Equatable, Sendable {
  /// The frame's time on the clip's clock.
  public var seconds: Double
  /// Sorted by id.
  public var faces: [TrackedFace] = []
  /// Whether the frame is a single tone, as before a video begins, so that nothing can be seen.
  public var isBlank = false
}

/// A face in one frame.
public struct TrackedFace: Equatable, Sendable {
  /// Starts at 0; stays the same for a face from frame to frame.
  public var id: Int
  public var box: FaceBox
  public var landmarks: Landmarks
  public var pose: HeadPose
  /// Confidence, 0…1, that there is a face and that the landmarks follow it.
  public var confidence: Double
  /// Whether the eyes are closed: a blink, if it is short.
  public var hasEyesClosed: Bool

  /// The same face in a frame `factor` times as large.
  public func scaled(by factor: Double) -> TrackedFace {
    var face = self
    face.box = box.scaled(by: factor)
    face.landmarks = Landmarks(landmarks.points.map { Point(x: $0.x * factor, y: $0.y * factor) })
    return face
  }
}

/// Which face counts.
public enum FaceChoice: String, CaseIterable, Sendable {
  /// The face whose mouth moves with the voice.
  case speaker
  /// The largest face.
  case largest
  /// Every face by itself; where only one can count, the speaker's.
  case all
  /// The whole frame is a cropped face.
  case fullFrame = "full-frame"

  /// Whether the face that counts is known only after all have been read.
  public var wantsEveryExpression: Bool { self == .speaker || self == .all }
}
