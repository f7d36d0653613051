import Media

/// Reads pictures that are faces already, cut out: the expression from the picture as it is.
public struct FullFrameReader {
  private let networks: FaceNetworks

  public init(networks: FaceNetworks) {
    self.networks = networks
  }

  public func observe(_ frame: PictureFrame) -> FaceObservation {
    let luma = Picture.luma(of: frame)
    let whole = FaceBox(x: 0, y: 0, width: Double(frame.width), height: Double(frame.height))
    let first = networks.landmarks(.landmarks(in: whole), of: luma)
    let second = networks.landmarks(.landmarks(around: first.landmarks), of: luma)
    let reading = second.confidence >= first.confidence ? second : first
    return FaceObservation(
      seconds: frame.seconds,
      face: FaceObservation.SeenFace(
        box: whole,
        landmarks: reading.landmarks,
        pose: reading.pose,
        confidence: 1,
        embedding: networks.expression(
          FaceCrop(center: whole.center, side: max(whole.width, whole.height)),
          of: luma
        )
      )
    )
  }
}
