/// What was seen of the followed face in one picture.
public struct FaceObservation: Equatable, Sendable {
  /// The picture's time on the clip's clock.
  public var seconds: Double
  /// The face, or nil when it was not seen.
  public var face: SeenFace?
  /// The picture is of one tone, as before a film begins: nothing could be seen.
  public var isBlank = false

  /// A face in a picture.
  public struct SeenFace: Equatable, Sendable {
    public var box: FaceBox
    public var landmarks: Landmarks
    public var pose: HeadPose
    /// 0…1: the landmark network's that there is a face which the landmarks follow.
    public var confidence: Double
    /// The embedding of its expression, (512).
    public var embedding: [Float]
  }
}

extension FaceObservation.SeenFace {
  /// The same face in a picture that many times as large.
  public func scaled(by factor: Double) -> FaceObservation.SeenFace {
    var face = self
    face.box = box.scaled(by: factor)
    face.landmarks = Landmarks(landmarks.points.map { Point(x: $0.x * factor, y: $0.y * factor) })
    return face
  }
}
