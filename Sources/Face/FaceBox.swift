/// An upright rectangle of a picture, in pixels.
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

  /// Shared area over joint area, 0…1.
  public func overlap(_ other: FaceBox) -> Double {
    let across = min(x + width, other.x + other.width) - max(x, other.x)
    let down = min(y + height, other.y + other.height) - max(y, other.y)
    guard across > 0, down > 0 else { return 0 }
    return across * down / (area + other.area - across * down)
  }

  /// The part inside a picture of that size, or nil where there is less than a pixel of it.
  func inside(width: Double, height: Double) -> FaceBox? {
    let (left, top) = (max(0, x), max(0, y))
    let (right, bottom) = (min(width, x + self.width), min(height, y + self.height))
    guard right - left >= 1, bottom - top >= 1 else { return nil }
    return FaceBox(x: left, y: top, width: right - left, height: bottom - top)
  }

  func scaled(by factor: Double) -> FaceBox {
    FaceBox(x: x * factor, y: y * factor, width: width * factor, height: height * factor)
  }
}
