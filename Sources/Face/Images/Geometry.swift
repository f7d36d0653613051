import Foundation

/// A point of an image in pixels, x to the right, y down; the centre of the first pixel is at (0.5, 0.5).
public struct Point: Equatable, Sendable {
  public var x: Double
  public var y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  /// Mean of at least one point.
  static func mean(_ points: some Collection<Point>) -> Point {
    let count = Double(points.count)
    return Point(x: points.reduce(0) { $0 + $1.x } / count, y: points.reduce(0) { $0 + $1.y } / count)
  }

  func distance(to other: Point) -> Double {
    ((x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)).squareRoot()
  }

  /// Rotated clockwise about the image's origin, in radians.
  func rotated(by angle: Double) -> Point {
    Point(x: cos(angle) * x - sin(angle) * y, y: sin(angle) * x + cos(angle) * y)
  }
}

/// An upright rectangle of an image, in pixels.
public struct FaceBox: Equatable, Sendable {
  public var x: Double
  public var y: Double
  public var width: Double
  public var height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  public var area: Double { width * height }
  public var center: Point { Point(x: x + width / 2, y: y + height / 2) }

  /// Intersection over union, 0…1.
  public func overlap(_ other: FaceBox) -> Double {
    let across = min(x + width, other.x + other.width) - max(x, other.x)
    let down = min(y + height, other.y + other.height) - max(y, other.y)
    guard across > 0, down > 0 else { return 0 }
    return across * down / (area + other.area - across * down)
  }

  /// The part inside an image of this size; nil if it is less than a pixel wide or high.
  func inside(width: Double, height: Double) -> FaceBox? {
    let (left, top) = (max(0, x), max(0, y))
    let (right, bottom) = (min(width, x + self.width), min(height, y + self.height))
    guard right - left >= 1, bottom - top >= 1 else { return nil }
    return FaceBox(x: left, y: top, width: right - left, height: bottom - top)
  }

  func contains(_ point: Point) -> Bool {
    point.x >= x && point.y >= y && point.x < x + width && point.y < y + height
  }

  /// The box with sides `factor` times as long about the same centre.
  func widened(by factor: Double) -> FaceBox {
    FaceBox(
      x: center.x - factor * width / 2,
      y: center.y - factor * height / 2,
      width: factor * width,
      height: factor * height
    )
  }

  /// The box in an image `factor` times as large.
  func scaled(by factor: Double) -> FaceBox {
    FaceBox(x: x * factor, y: y * factor, width: width * factor, height: height * factor)
  }
}

/// Rotation of a head, in radians and in OpenFace's convention: `x` nose down, `y` towards the image's left, `z`
/// clockwise.
public struct HeadPose: Equatable, Sendable {
  public var x: Double
  public var y: Double
  public var z: Double

  public init(x: Double, y: Double, z: Double) {
    self.x = x
    self.y = y
    self.z = z
  }

  /// The pose in the mirror image.
  var mirrored: HeadPose { HeadPose(x: x, y: -y, z: -z) }

  /// The pose after a clockwise rotation of the image: Rz(angle) · Rx(x) · Ry(y) · Rz(z), converted back to these
  /// angles.
  func turned(clockwise angle: Double) -> HeadPose {
    let (sx, cx, sy, cy, sz, cz) = (sin(x), cos(x), sin(y), cos(y), sin(z), cos(z))
    // The rows of Rx · Ry · Rz.
    let first = [cy * cz, -cy * sz, sy]
    let second = [cx * sz + sx * sy * cz, cx * cz - sx * sy * sz, -sx * cy]
    let thirdZ = cx * cy
    let (sa, ca) = (sin(angle), cos(angle))
    let turnedFirst = zip(first, second).map { ca * $0 - sa * $1 }
    let turnedSecondZ = sa * first[2] + ca * second[2]
    return HeadPose(
      x: atan2(-turnedSecondZ, thirdZ),
      y: asin(min(max(turnedFirst[2], -1), 1)),
      z: atan2(-turnedFirst[1], turnedFirst[0])
    )
  }
}
