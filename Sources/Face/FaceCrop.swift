import CKernels
import Foundation
import Networks

/// A square part of a picture, perhaps turned, in which a network looks at a face.
public struct FaceCrop: Equatable, Sendable {
  /// The centre, in pixels of the picture.
  public var center: Point
  /// Pixels.
  public var side: Double
  /// How far the face is turned clockwise in the picture, and the crop with it. Radians.
  public var roll: Double

  public init(center: Point, side: Double, roll: Double = 0) {
    self.center = center
    self.side = side
    self.roll = roll
  }

  /// Where a point given in sides of the crop from its centre, (−0.5…0.5, −0.5…0.5), lies in the picture.
  func inPicture(_ point: Point) -> Point {
    let (sine, cosine) = (sin(roll), cos(roll))
    return Point(
      x: center.x + side * (cosine * point.x - sine * point.y),
      y: center.y + side * (sine * point.x + cosine * point.y)
    )
  }

  /// Where a point of the picture lies, in sides of the crop from its centre.
  func fromPicture(_ point: Point) -> Point {
    let place = Point(x: point.x - center.x, y: point.y - center.y).turned(by: -roll)
    return Point(x: place.x / side, y: place.y / side)
  }

  /// The same place, so many times as wide.
  func scaled(by factor: Double) -> FaceCrop {
    FaceCrop(center: center, side: side * factor, roll: roll)
  }

  /// Where the cells lie when the crop is divided into `size` × `size`.
  func grid(size: Int) -> ck_crop {
    let corner = inPicture(Point(x: -0.5, y: -0.5))
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
  func standardised(_ luma: Picture, size: Int) -> FeatureMap {
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
