import CKernels
import Foundation
import Networks

/// A square part of a image, perhaps turned, in which a network looks at a face.
public struct FaceCrop: Equatable, Sendable {
  /// The centre, in pixels of the image.
  public var center: Point
  /// Pixels.
  public var side: Double
  /// How far the face is turned clockwise in the image, and the crop with it. Radians.
  public var roll: Double

  public init(center: Point, side: Double, roll: Double = 0) {
    self.center = center
    self.side = side
    self.roll = roll
  }

  /// Where a point given in sides of the crop from its centre, (−0.5…0.5, −0.5…0.5), lies in the image.
  func inFrame(_ point: Point) -> Point {
    let (sine, cosine) = (sin(roll), cos(roll))
    return Point(
      x: center.x + side * (cosine * point.x - sine * point.y),
      y: center.y + side * (sine * point.x + cosine * point.y)
    )
  }

  /// Where a point of the image lies, in sides of the crop from its centre.
  func fromFrame(_ point: Point) -> Point {
    let place = Point(x: point.x - center.x, y: point.y - center.y).turned(by: -roll)
    return Point(x: place.x / side, y: place.y / side)
  }

  /// The same place, so many times as wide.
  func scaled(by factor: Double) -> FaceCrop {
    FaceCrop(center: center, side: side * factor, roll: roll)
  }

  /// Where the cells lie when the crop is divided into `size` × `size`.
  func grid(size: Int) -> ck_crop {
    let corner = inFrame(Point(x: -0.5, y: -0.5))
    let step = side / Double(size)
    return ck_crop(
      origin_x: Float(corner.x),
      origin_y: Float(corner.y),
      across_x: Float(step * cos(roll)),
      across_y: Float(step * sin(roll)),
      down_x: Float(-step * sin(roll)),
      down_y: Float(step * cos(roll))
    )
  }

  /// The crop as `size` × `size` grey cells less their mean, divided by their standard deviation plus 10 grey levels, so
  /// that the light of the scene falls out and noise in a flat crop stays small.
  func standardised(_ luma: Image, size: Int) -> FeatureMap {
    let cells = luma.sample(grid(size: size), rows: size, columns: size)
    let values = cells.elements
    let mean = values.reduce(0, +) / Float(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)
    let scale = 1 / (variance.squareRoot() + 10)
    let map = FeatureMap(height: size, width: size, channels: 1)
    for row in 0..<size {
      let line = map.line(row)
      for column in 0..<size { line[column] = (cells[row, column] - mean) * scale }
    }
    return map
  }
}

/// Where the networks look, given what is known of the face. The constants were fitted on annotated photographs and are
/// those that the networks were trained with (`Recipes/common/crop.py`).
extension FaceCrop {
  /// The landmark network's crop over the longer edge of the landmarks' box.
  private static let landmarkMargin = 1.4
  /// The landmark network's crop over the edge of a detector's box, and how far below the box's centre its own lies.
  private static let boxScale = 1.28
  private static let boxDrop = 0.15
  /// A detector's box is so many times as high as wide, on annotated photographs.
  private static let boxAspect = 1.31
  /// The expression encoder's crop over the face's size, and how far below the middle of eyes and mouth its centre lies, as
  /// FER+ frames faces.
  private static let expressionScale = 2.68
  private static let expressionDrop = -0.22

  /// For the landmark network, from the landmarks found just before: the landmarks' box, turned as the eyes are, widened.
  package static func landmarks(around landmarks: Landmarks) -> FaceCrop {
    let bounds = landmarks.upright.bounds
    return FaceCrop(
      center: bounds.center.turned(by: landmarks.roll),
      side: landmarkMargin * max(bounds.width, bounds.height),
      roll: landmarks.roll
    )
  }

  /// For the landmark network, from a detector's box.
  package static func landmarks(in box: FaceBox) -> FaceCrop {
    let edge = box.area.squareRoot()
    return FaceCrop(center: Point(x: box.center.x, y: box.center.y + boxDrop * edge), side: boxScale * edge)
  }

  /// For the expression encoder, where the image is a face already: all of it.
  public static func whole(_ image: Image) -> FaceCrop {
    let (width, height) = (Double(image.width), Double(image.height))
    return FaceCrop(center: Point(x: width / 2, y: height / 2), side: max(width, height))
  }

  /// For the expression encoder: upright, with eyes and mouth where FER+ has them. The face's size is the mean of two
  /// lengths that yaw and an open mouth change differently: between the eyes, and from the eyes to the mouth.
  public static func expression(around landmarks: Landmarks) -> FaceCrop {
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
    let (width, height) = (edge / Self.boxAspect.squareRoot(), edge * Self.boxAspect.squareRoot())
    return FaceBox(
      x: center.x - width / 2,
      y: center.y - Self.boxDrop * edge - height / 2,
      width: width,
      height: height
    )
  }
}
