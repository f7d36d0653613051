import Face
import Media

/// Changes a clip before anything is heard or seen of it, so that a network learns from worse recordings than there are.
public protocol ClipDegradation: AnyObject {
  /// An event of a worse recording; nil where it is lost.
  func degrade(_ event: MediaEvent) -> MediaEvent?

  /// How far the face's crop is off its place.
  var displacement: CropDisplacement { get }
}

/// How far a face's landmarks are put off their place before its expression and units are read.
public struct CropDisplacement: Equatable, Sendable {
  /// Across and down, in shares of the face's width.
  public var x: Double
  public var y: Double
  /// Times as large.
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
