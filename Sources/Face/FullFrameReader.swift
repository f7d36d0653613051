import Media

/// Reads pictures that are faces already, cut out.
public struct FullFrameReader {
  private let networks: FaceNetworks
  private let isStill: Bool

  /// - Parameter isStill: there is one picture only; it is looked at together with its mirror image.
  public init(networks: FaceNetworks, isStill: Bool) {
    self.networks = networks
    self.isStill = isStill
  }

  /// One face, as large as the picture.
  public func observe(_ frame: PictureFrame, luma: Picture) -> FaceObservation {
    let whole = FaceBox(x: 0, y: 0, width: Double(frame.width), height: Double(frame.height))
    let first = networks.landmarks(.landmarks(in: whole), of: luma, withMirror: isStill)
    let second = networks.landmarks(.landmarks(around: first.landmarks), of: luma, withMirror: isStill)
    let reading = second.confidence >= first.confidence ? second : first
    return FaceObservation(
      seconds: frame.seconds,
      faces: [
        FaceObservation.SeenFace(
          id: 0,
          box: whole,
          landmarks: reading.landmarks,
          pose: reading.pose,
          confidence: 1,
          hasEyesClosed: reading.landmarks.hasEyesClosed
        )
      ]
    )
  }
}
