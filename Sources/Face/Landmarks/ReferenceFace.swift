import Foundation
import Numerics

/// The face to which other faces are aligned.
public struct ReferenceFace: Equatable, Sendable {
  /// Side of the aligned image, in pixels.
  public static let side = 96
  /// Points that expressions move little: jaw, nose and the corners of the eyes.
  static let rigidIndices = [1, 2, 3, 4, 12, 13, 14, 15] + Array(27...36) + [39, 42, 45]
  /// How much taller, over its width, than the reference a face may be by its own proportions, or flatter.
  static let ownAspect = 1.1
  /// Largest such ratio that is believed.
  private static let maxAspect = 1.6
  /// Largest ratio of either scale to the similarity's: where landmarks collapse, one of them means nothing.
  private static let maxDeparture = 4.0
  /// Approximate distance of the eyes' centres, the unit of `offsets`, in pixels of the aligned image.
  private static let unit = 40.0

  /// In pixels of the aligned image.
  public let landmarks: Landmarks

  public init(_ landmarks: Landmarks) {
    self.landmarks = landmarks
  }

  /// Reads the reference that weights were trained with, `reference`, (68, 2). Throws `SafeTensorsError`.
  init(in file: SafeTensors) throws {
    let coordinates = try file.floats("reference", shape: [Landmarks.count, 2]).map(Double.init)
    self.init(Landmarks((0..<Landmarks.count).map { Point(x: coordinates[2 * $0], y: coordinates[2 * $0 + 1]) }))
  }

  /// The crop that aligns a face: its rigid points are rotated as by the least-squares similarity (Umeyama,
  /// "Least-squares estimation of transformation parameters between two point patterns", 1991), then scaled across and
  /// down each by its own least-squares factor. Of these factors' ratio only what exceeds `ownAspect` is taken for the
  /// picture's: a face in a squeezed picture is read nearly as in the true one, and a long face stays long.
  public func crop(_ face: Landmarks) -> FaceCrop {
    let (from, to) = (Self.rigidIndices.map { face.points[$0] }, Self.rigidIndices.map { landmarks.points[$0] })
    let (middle, target) = (Point.mean(from), Point.mean(to))
    let pairs = zip(from, to).map { source, aim in
      (Point(x: source.x - middle.x, y: source.y - middle.y), Point(x: aim.x - target.x, y: aim.y - target.y))
    }
    let inner = pairs.reduce(0) { $0 + $1.0.x * $1.1.x + $1.0.y * $1.1.y }
    let outer = pairs.reduce(0) { $0 + $1.0.x * $1.1.y - $1.0.y * $1.1.x }
    let roll = -atan2(outer, inner)
    let upright = pairs.map { ($0.0.rotated(by: -roll), $0.1) }
    func sums(_ term: (Point, Point) -> Point) -> Point {
      // Not quite 0 where all points are one.
      upright.reduce(Point(x: 1e-9, y: 1e-9)) { sum, pair in
        let product = term(pair.0, pair.1)
        return Point(x: sum.x + product.x, y: sum.y + product.y)
      }
    }
    let products = sums { Point(x: $0.x * $1.x, y: $0.y * $1.y) }
    let squares = sums { point, _ in Point(x: point.x * point.x, y: point.y * point.y) }
    let scale = (products.x + products.y) / (squares.x + squares.y)
    /// Pixels of the image per pixel of the aligned image, of a factor the other way.
    func pixels(_ factor: Double) -> Double {
      1 / min(max(factor, scale / Self.maxDeparture), Self.maxDeparture * scale)
    }
    let (across, down) = (pixels(products.x / squares.x), pixels(products.y / squares.y))
    let ratio = min(max(down / across, 1 / Self.maxAspect), Self.maxAspect)
    let aspect = ratio / min(max(ratio, 1 / Self.ownAspect), Self.ownAspect)
    // The face keeps its area.
    let pixel = (across * down / aspect).squareRoot()
    let half = Double(Self.side) / 2
    let toCenter = Point(x: pixel * (half - target.x), y: pixel * aspect * (half - target.y)).rotated(by: roll)
    return FaceCrop(
      center: Point(x: middle.x + toCenter.x, y: middle.y + toCenter.y),
      side: pixel * Double(Self.side),
      roll: roll,
      aspect: aspect
    )
  }

  /// Offsets of a face's points from the reference's after alignment, in eye distances: x, y of every point, (136).
  public func offsets(of face: Landmarks) -> [Float] {
    let crop = crop(face)
    return zip(face.points, landmarks.points).flatMap { point, reference in
      let position = crop.fromImage(point)
      return [
        Float(((position.x + 0.5) * Double(Self.side) - reference.x) / Self.unit),
        Float(((position.y + 0.5) * Double(Self.side) - reference.y) / Self.unit),
      ]
    }
  }

  /// Returns a face with some of its points moved.
  ///
  /// - Parameters:
  ///   - face: in pixels of an image.
  ///   - indices: the points to move.
  ///   - changes: of their `offsets`, x and y of each point.
  public func moved(_ face: Landmarks, indices: [Int], by changes: [Float]) -> Landmarks {
    precondition(changes.count == 2 * indices.count, "\(changes.count) changes of \(indices.count) points")
    let crop = crop(face)
    let unit = Self.unit / Double(Self.side)
    var points = face.points
    for (position, index) in indices.enumerated() {
      let change = crop.displacement(
        Point(x: unit * Double(changes[2 * position]), y: unit * Double(changes[2 * position + 1]))
      )
      points[index].x += change.x
      points[index].y += change.y
    }
    return Landmarks(points)
  }
}
