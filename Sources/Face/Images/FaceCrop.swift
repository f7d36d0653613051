import CKernels
import Foundation
import Networks

/// A rectangular region of an image, possibly rotated, from which a network reads a face. It is a square, except where a
/// face is aligned whose picture may be squeezed.
public struct FaceCrop: Equatable, Sendable {
  /// Centre in pixels of the image.
  public var center: Point
  /// Width in pixels.
  public var side: Double
  /// Clockwise rotation of the face, and of the crop with it, in radians.
  public var roll: Double
  /// Height over width.
  public var aspect: Double

  public init(center: Point, side: Double, roll: Double = 0, aspect: Double = 1) {
    self.center = center
    self.side = side
    self.roll = roll
    self.aspect = aspect
  }

  /// Converts a point in widths and heights of the crop from its centre, (−0.5…0.5, −0.5…0.5), to pixels of the image.
  func toImage(_ point: Point) -> Point {
    let offset = displacement(point)
    return Point(x: center.x + offset.x, y: center.y + offset.y)
  }

  /// Converts a difference of points, in widths and heights of the crop, to pixels of the image.
  func displacement(_ difference: Point) -> Point {
    Point(x: side * difference.x, y: side * aspect * difference.y).rotated(by: roll)
  }

  /// Converts a point of the image to widths and heights of the crop from its centre.
  func fromImage(_ point: Point) -> Point {
    let offset = Point(x: point.x - center.x, y: point.y - center.y).rotated(by: -roll)
    return Point(x: offset.x / side, y: offset.y / (side * aspect))
  }

  /// The same crop, `factor` times as wide and high.
  func scaled(by factor: Double) -> FaceCrop {
    FaceCrop(center: center, side: side * factor, roll: roll, aspect: aspect)
  }

  /// Sampling grid that divides the crop into `size` × `size` cells.
  func grid(size: Int) -> ck_crop {
    let corner = toImage(Point(x: -0.5, y: -0.5))
    let step = 1 / Double(size)
    let (across, down) = (displacement(Point(x: step, y: 0)), displacement(Point(x: 0, y: step)))
    return ck_crop(
      origin_x: Float(corner.x),
      origin_y: Float(corner.y),
      across_x: Float(across.x),
      across_y: Float(across.y),
      down_x: Float(down.x),
      down_y: Float(down.y)
    )
  }

  /// Samples the crop as `size` × `size` grey cells, subtracts their mean and divides by their standard deviation plus
  /// 10 grey levels. This removes the scene's light and keeps noise in a flat crop small.
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

/// The networks' crops. The constants were fitted on annotated photographs and are those that the networks were trained
/// with (`Recipes/common/crop.py`).
extension FaceCrop {
  /// Side of the landmark network's crop over the longer side of the landmarks' box.
  private static let landmarkMargin = 1.4
  /// Side of the landmark network's crop over the root of the area of a detector's box, and how far its centre lies
  /// below the box's, in the same unit.
  private static let boxScale = 1.28
  private static let boxDrop = 0.15
  /// Height over width of a detector's box, on annotated photographs.
  private static let boxAspect = 1.31
  /// Side of the expression encoder's crop over the face's size, and how far its centre lies below the middle of eyes
  /// and mouth, to frame faces as FER+ does.
  private static let expressionScale = 2.68
  private static let expressionDrop = -0.22

  /// For the landmark network, from the previous landmarks: their box, rotated with the eyes and widened.
  package static func landmarks(around landmarks: Landmarks) -> FaceCrop {
    let bounds = landmarks.upright.bounds
    return FaceCrop(
      center: bounds.center.rotated(by: landmarks.roll),
      side: landmarkMargin * max(bounds.width, bounds.height),
      roll: landmarks.roll
    )
  }

  /// For the landmark network, from a detector's box.
  package static func landmarks(in box: FaceBox) -> FaceCrop {
    let edge = box.area.squareRoot()
    return FaceCrop(center: Point(x: box.center.x, y: box.center.y + boxDrop * edge), side: boxScale * edge)
  }

  /// For the expression encoder, if the image is a cropped face: all of it.
  public static func whole(_ image: Image) -> FaceCrop {
    let (width, height) = (Double(image.width), Double(image.height))
    return FaceCrop(center: Point(x: width / 2, y: height / 2), side: max(width, height))
  }

  /// For the expression encoder: upright, with eyes and mouth where FER+ has them. The face's size is the mean of two
  /// lengths that yaw and an open mouth affect differently: between the eyes, and from the eyes to the mouth.
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
  /// Approximates the box that the detector would give a face with these landmarks, if need be in the image turned
  /// upright.
  static func around(_ landmarks: Landmarks) -> FaceBox {
    FaceCrop.landmarks(around: landmarks).box
  }
}

extension FaceCrop {
  /// The detector's box that would give the landmark network this crop.
  fileprivate var box: FaceBox {
    let edge = side / Self.boxScale
    let (width, height) = (edge / Self.boxAspect.squareRoot(), edge * Self.boxAspect.squareRoot())
    let upright = FaceBox(x: -width / 2, y: -Self.boxDrop * edge - height / 2, width: width, height: height)
    // About the crop's centre, an image of no size.
    var box = QuarterTurn(nearest: roll).toImage(upright, width: 0, height: 0)
    box.x += center.x
    box.y += center.y
    return box
  }
}
