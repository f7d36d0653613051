import Media

/// Finds the faces of a still picture, with the time that a film's pictures do not get.
public struct StillReader {
  /// The longer side of the pictures that it is meant for. Pixels.
  public static let longestSide = 960

  private let search: FaceSearch

  public init(networks: FaceNetworks) {
    search = FaceSearch(networks: networks, isThorough: true)
  }

  /// The faces, from the largest.
  public func observe(_ frame: PictureFrame, luma: Picture) -> FaceObservation {
    if luma.isBlank { return FaceObservation(seconds: frame.seconds, isBlank: true) }
    let found = search(Picture.colours(of: frame), luma: luma).sorted { $0.box.area > $1.box.area }
    return FaceObservation(
      seconds: frame.seconds,
      faces: found.enumerated().map { id, face in
        FaceObservation.SeenFace(
          id: id,
          box: face.box,
          landmarks: face.landmarks,
          pose: face.pose,
          confidence: face.confidence,
          hasEyesClosed: face.landmarks.hasEyesClosed
        )
      }
    )
  }
}
