/// Where the networks look, given what is known of the face. The constants were fitted on annotated photographs and are
/// those that the networks were trained with (`Recipes/face`).
extension FaceCrop {
  /// For the landmark network, from the landmarks found just before: the landmarks fill the crop but for a margin.
  static func landmarks(around landmarks: Landmarks) -> FaceCrop {
    let bounds = landmarks.bounds
    return FaceCrop(center: bounds.center, side: 1.4 * max(bounds.width, bounds.height), roll: landmarks.roll)
  }

  /// For the landmark network, from a detector's box.
  static func landmarks(in box: FaceBox) -> FaceCrop {
    let edge = (box.width * box.height).squareRoot()
    return FaceCrop(center: Point(x: box.center.x, y: box.center.y + 0.05 * edge), side: 1.3 * edge)
  }

  /// For the expression encoder: upright, with eyes and mouth where FER+ has them.
  static func expression(around landmarks: Landmarks) -> FaceCrop {
    FaceCrop(center: landmarks.bounds.center, side: 1.2 * landmarks.bounds.height, roll: landmarks.roll)
  }
}

extension FaceBox {
  /// About the box that the detector would give a face with these landmarks.
  static func around(_ landmarks: Landmarks) -> FaceBox {
    let crop = FaceCrop.landmarks(around: landmarks)
    let edge = crop.side / 1.3
    return FaceBox(x: crop.center.x - edge / 2, y: crop.center.y - 0.55 * edge, width: edge, height: edge)
  }
}
