import Foundation

/// Where the networks look, given what is known of the face. The constants were fitted on annotated photographs and are
/// those that the networks were trained with (`Recipes/face/crop.py`).
extension FaceCrop {
  /// The landmark network's crop over the longer edge of the landmarks' box.
  private static let landmarkMargin = 1.4
  /// The landmark network's crop over the edge of a detector's box, and how far below the box's centre its own lies.
  private static let boxScale = 1.28
  private static let boxDrop = 0.15
  /// The expression encoder's crop over the face's size, and how far below the middle of eyes and mouth its centre lies, as
  /// FER+ frames faces.
  private static let expressionScale = 2.68
  private static let expressionDrop = -0.22

  /// For the landmark network, from the landmarks found just before: the landmarks' box, turned as the eyes are, widened.
  package static func landmarks(around landmarks: Landmarks) -> FaceCrop {
    let (sine, cosine) = (sin(landmarks.roll), cos(landmarks.roll))
    let upright = Landmarks(
      landmarks.points.map { Point(x: cosine * $0.x + sine * $0.y, y: cosine * $0.y - sine * $0.x) }
    )
    let (bounds, center) = (upright.bounds, upright.bounds.center)
    return FaceCrop(
      center: Point(x: cosine * center.x - sine * center.y, y: sine * center.x + cosine * center.y),
      side: landmarkMargin * max(bounds.width, bounds.height),
      roll: landmarks.roll
    )
  }

  /// For the landmark network, from a detector's box.
  package static func landmarks(in box: FaceBox) -> FaceCrop {
    let edge = box.area.squareRoot()
    return FaceCrop(center: Point(x: box.center.x, y: box.center.y + boxDrop * edge), side: boxScale * edge)
  }

  /// For the expression encoder: upright, with eyes and mouth where FER+ has them. The face's size is the mean of two
  /// lengths that yaw and an open mouth change differently: between the eyes, and from the eyes to the mouth.
  static func expression(around landmarks: Landmarks) -> FaceCrop {
    let (eyes, mouth) = (landmarks.eyeCenters, landmarks.mouthCenter)
    let middle = Point.mean([eyes.left, eyes.right])
    let size = (eyes.left.distance(to: eyes.right) + middle.distance(to: mouth)) / 2
    let center = Point.mean([middle, mouth])
    let drop = expressionDrop * size
    return FaceCrop(
      center: Point(x: center.x - drop * sin(landmarks.roll), y: center.y + drop * cos(landmarks.roll)),
      side: expressionScale * size,
      roll: landmarks.roll
    )
  }
}

extension FaceBox {
  /// About the box that the detector would give a face with these landmarks.
  static func around(_ landmarks: Landmarks) -> FaceBox {
    FaceCrop.landmarks(around: landmarks).box
  }
}

extension FaceCrop {
  /// The detector's box for which this would be the landmark network's crop.
  fileprivate var box: FaceBox {
    let edge = side / Self.boxScale
    return FaceBox(x: center.x - edge / 2, y: center.y - (0.5 + Self.boxDrop) * edge, width: edge, height: edge)
  }
}
