import Foundation
import Numerics

/// The face to which other faces are aligned.
public struct ReferenceFace: Equatable, Sendable {
  /// Side of the aligned image, in pixels.
  public static let side = 96
  /// Points that expressions move little: jaw, nose and the corners of the eyes.
  static let rigidIndices = [1, 2, 3, 4, 12, 13, 14, 15] + Array(27...36) + [39, 42, 45]
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

  /// The crop that aligns a face: the least-squares similarity (rotation, scale, shift) takes the face's rigid points
  /// to those of the reference (Umeyama, "Least-squares estimation of transformation parameters between two point
  /// patterns", 1991).
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
    // The similarity scales the face by scale / square and rotates it; the crop is its inverse.
    let scale = max((inner * inner + outer * outer).squareRoot(), 1e-12)
    let roll = -atan2(outer, inner)
    let pixel = square / scale
    let middle = Double(Self.side) / 2
    let toCenter = Point(x: pixel * (middle - toMean.x), y: pixel * (middle - toMean.y)).rotated(by: roll)
    return FaceCrop(
      center: Point(x: fromMean.x + toCenter.x, y: fromMean.y + toCenter.y),
      side: pixel * Double(Self.side),
      roll: roll
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
    let unit = Self.unit * crop.side / Double(Self.side)
    var points = face.points
    for (position, index) in indices.enumerated() {
      let change = Point(x: unit * Double(changes[2 * position]), y: unit * Double(changes[2 * position + 1]))
        .rotated(by: crop.roll)
      points[index].x += change.x
      points[index].y += change.y
    }
    return Landmarks(points)
  }
}
