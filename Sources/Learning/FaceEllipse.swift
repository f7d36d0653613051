import Face
import Foundation

/// The part of a picture that a face with its forehead takes up: an ellipse about the landmarks with a soft edge.
struct FaceEllipse {
  /// Radii between which the share falls from 1 to 0.
  private static let edge = (inner: 0.9, outer: 1.1)
  /// Axes over those of the landmarks' box, and how far above its centre the ellipse's lies, in halves of its height.
  private static let (width, height, rise) = (1.15, 1.35, 0.25)

  private let (sine, cosine): (Double, Double)
  private let center: SIMD2<Double>
  private let axes: SIMD2<Double>

  init(about landmarks: Landmarks) {
    let points = landmarks.points
    func middle(_ range: Range<Int>) -> Point {
      let count = Double(range.count)
      return Point(
        x: points[range].reduce(0) { $0 + $1.x } / count,
        y: points[range].reduce(0) { $0 + $1.y } / count
      )
    }
    let (left, right) = (middle(36..<42), middle(42..<48))
    let roll = atan2(right.y - left.y, right.x - left.x)
    let (sine, cosine) = (sin(roll), cos(roll))
    let xs = points.map { cosine * $0.x + sine * $0.y }
    let ys = points.map { cosine * $0.y - sine * $0.x }
    let (halfWidth, halfHeight) = ((xs.max()! - xs.min()!) / 2, (ys.max()! - ys.min()!) / 2)
    center = SIMD2((xs.max()! + xs.min()!) / 2, (ys.max()! + ys.min()!) / 2 - Self.rise * halfHeight)
    axes = SIMD2(max(Self.width * halfWidth, 1e-6), max(Self.height * halfHeight, 1e-6))
    (self.sine, self.cosine) = (sine, cosine)
  }

  /// How much of a pixel belongs to the face, 0…1.
  func share(column: Int, row: Int) -> Double {
    let (x, y) = (Double(column) + 0.5, Double(row) + 0.5)
    let across = (cosine * x + sine * y - center.x) / axes.x
    let down = (cosine * y - sine * x - center.y) / axes.y
    let radius = (across * across + down * down).squareRoot()
    return min(max((Self.edge.outer - radius) / (Self.edge.outer - Self.edge.inner), 0), 1)
  }
}
