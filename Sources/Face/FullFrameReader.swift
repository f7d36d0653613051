import Media

/// Reads pictures that are faces already, cut out.
public struct FullFrameReader {
  private let networks: FaceNetworks

  public init(networks: FaceNetworks) {
    self.networks = networks
  }

  /// One face, as large as the picture.
  public func observe(_ frame: PictureFrame, luma: Picture) -> FaceObservation {
    let whole = FaceBox(x: 0, y: 0, width: Double(frame.width), height: Double(frame.height))
    let first = networks.landmarks(.landmarks(in: whole), of: luma)
    let second = networks.landmarks(.landmarks(around: first.landmarks), of: luma)
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
