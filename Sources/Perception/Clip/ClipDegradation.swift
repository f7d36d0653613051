import Face
import Media

/// Degrades a clip's media events before perception, so that a network trains on worse recordings than the data has.
public protocol ClipDegradation: AnyObject {
  /// Returns the degraded event; nil if it is dropped.
  func degrade(_ event: MediaEvent) -> MediaEvent?

  /// The displacement of the face crop.
  var displacement: CropDisplacement { get }
}

/// A displacement of a face's landmarks, applied before its expression and action units are read.
public struct CropDisplacement: Equatable, Sendable {
  /// Horizontal and vertical, as fractions of the face's width.
  public var x: Double
  public var y: Double
  /// Scale factor.
  public var scale: Double

  public init(x: Double, y: Double, scale: Double) {
    (self.x, self.y, self.scale) = (x, y, scale)
  }

  func moved(_ landmarks: Landmarks) -> Landmarks {
    let points = landmarks.points
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    let width = xs.max()! - xs.min()!
    let (centerX, centerY) = ((xs.max()! + xs.min()!) / 2, (ys.max()! + ys.min()!) / 2)
    return Landmarks(
      points.map { point in
        Point(
          x: centerX + scale * (point.x - centerX) + x * width,
          y: centerY + scale * (point.y - centerY) + y * width
        )
      }
    )
  }
}
