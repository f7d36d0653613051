import Foundation
import Numerics

/// The face whose points others are laid on.
public struct ReferenceFace: Equatable, Sendable {
  /// Pixels of the aligned image's side.
  public static let side = 96
  /// Points that an expression moves little: jaw, nose and the corners of the eyes.
  static let rigidIndices = [1, 2, 3, 4, 12, 13, 14, 15] + Array(27...36) + [39, 42, 45]
  /// The distance of the eyes' middles, about; the unit of `offsets`. Pixels of the aligned image.
  private static let unit = 40.0

  /// In pixels of the aligned image.
  public let landmarks: Landmarks

  public init(_ landmarks: Landmarks) {
    self.landmarks = landmarks
  }

  /// The one that weights were learnt with, `reference`, (68, 2). Throws `SafeTensorsError`.
  init(in file: SafeTensors) throws {
    let places = try file.floats("reference", shape: [Landmarks.count, 2]).map(Double.init)
    self.init(Landmarks((0..<Landmarks.count).map { Point(x: places[2 * $0], y: places[2 * $0 + 1]) }))
  }

  /// The part of the image, as turned, as large and where the least-squares similarity (rotation, scale, shift) says that
  /// takes the face's rigid points to the reference's (Umeyama, "Least-squares estimation of transformation parameters
  /// between two point patterns", 1991).
  public func crop(_ face: Landmarks) -> FaceCrop {
    let (from, to) = (Self.rigidIndices.map { face.points[$0] }, Self.rigidIndices.map { landmarks.points[$0] })
    let (fromMean, toMean) = (Point.mean(from), Point.mean(to))
    var (square, inner, outer) = (0.0, 0.0, 0.0)
    for (source, target) in zip(from, to) {
      let (x, y) = (source.x - fromMean.x, source.y - fromMean.y)
      let (u, v) = (target.x - toMean.x, target.y - toMean.y)
      square += x * x + y * y
      inner += x * u + y * v
      outer += x * v - y * u
    }
    // The face is scaled by scale / square and turned by the angle; the crop is the same the other way round.
    let scale = max((inner * inner + outer * outer).squareRoot(), 1e-12)
    let roll = -atan2(outer, inner)
    let pixel = square / scale
    let middle = Double(Self.side) / 2
    let toCenter = Point(x: pixel * (middle - toMean.x), y: pixel * (middle - toMean.y)).turned(by: roll)
    return FaceCrop(
      center: Point(x: fromMean.x + toCenter.x, y: fromMean.y + toCenter.y),
      side: pixel * Double(Self.side),
      roll: roll
    )
  }

  /// How far the points of a face lie from the reference's once it is aligned, in distances of the eyes: x, y of every point,
  /// (136).
  public func offsets(of face: Landmarks) -> [Float] {
    let crop = crop(face)
    return zip(face.points, landmarks.points).flatMap { point, reference in
      let place = crop.fromFrame(point)
      return [
        Float(((place.x + 0.5) * Double(Self.side) - reference.x) / Self.unit),
        Float(((place.y + 0.5) * Double(Self.side) - reference.y) / Self.unit),
      ]
    }
  }

  /// A face some of whose points have moved.
  ///
  /// - Parameters:
  ///   - face: in pixels of a image.
  ///   - indices: the points that moved.
  ///   - changes: of their `offsets`, x and y of each of them.
  public func moved(_ face: Landmarks, indices: [Int], by changes: [Float]) -> Landmarks {
    precondition(changes.count == 2 * indices.count, "\(changes.count) changes of \(indices.count) points")
    let crop = crop(face)
    let unit = Self.unit * crop.side / Double(Self.side)
    var points = face.points
    for (place, index) in indices.enumerated() {
      let change = Point(x: unit * Double(changes[2 * place]), y: unit * Double(changes[2 * place + 1]))
        .turned(by: crop.roll)
      points[index].x += change.x
      points[index].y += change.y
    }
    return Landmarks(points)
  }
}
