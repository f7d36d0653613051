import Foundation

/// A point of a picture in pixels, x to the right, y downwards; the centre of the first pixel is at (0.5, 0.5).
public struct Point: Equatable, Sendable {
  public var x: Double
  public var y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  /// The mean of at least one point.
  static func mean(_ points: some Collection<Point>) -> Point {
    let count = Double(points.count)
    return Point(x: points.reduce(0) { $0 + $1.x } / count, y: points.reduce(0) { $0 + $1.y } / count)
  }

  func distance(to other: Point) -> Double {
    ((x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)).squareRoot()
  }

  /// Turned clockwise as seen about the picture's origin. Radians.
  func turned(by angle: Double) -> Point {
    Point(x: cos(angle) * x - sin(angle) * y, y: sin(angle) * x + cos(angle) * y)
  }
}
