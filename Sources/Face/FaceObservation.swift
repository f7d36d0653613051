/// What was seen in one frame.
public struct FaceObservation: Equatable, Sendable {
  /// The frame's time on the clip's clock.
  public var seconds: Double
  /// The faces in it, in the order of their ids.
  public var faces: [TrackedFace] = []
  /// The frame is of one tone, as before a film begins: nothing could be seen.
  public var isBlank = false

}

/// A face in one frame.
public struct TrackedFace: Equatable, Sendable {
  /// From 0, the same for the same face from frame to frame.
  public var id: Int
  public var box: FaceBox
  public var landmarks: Landmarks
  public var pose: HeadPose
  /// 0…1: how sure it is that there is a face, which the landmarks follow.
  public var confidence: Double
  /// The eyes are closed: a blink, when it is short.
  public var hasEyesClosed: Bool

  /// The same face in a frame that many times as large.
  public func scaled(by factor: Double) -> TrackedFace {
    var face = self
    face.box = box.scaled(by: factor)
    face.landmarks = Landmarks(landmarks.points.map { Point(x: $0.x * factor, y: $0.y * factor) })
    return face
  }
}

/// Whose face counts.
public enum FaceChoice: String, CaseIterable, Sendable {
  /// The face whose mouth moves with the voice.
  case speaker
  /// The face that fills most of the frame.
  case largest
  /// Every face for itself; where one counts, the speaker's.
  case all
  /// The frame is already a face, cut out.
  case fullFrame = "full-frame"

  /// Which face counts is known only after all were read.
  public var wantsEveryExpression: Bool { self == .speaker || self == .all }
}
