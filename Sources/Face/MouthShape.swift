import Foundation
import Numerics

/// The shape of a mouth that tells whose voice is heard.
public enum MouthShape {
  /// Columns of the signal.
  public static let columns = 5
  private static let noseTip = 30
  private static let innerLips = [(61, 67), (62, 66), (63, 65)]
  private static let outerLips = [(50, 58), (51, 57), (52, 56)]
  private static let corners = (48, 54)

  /// One row for each picture, (pictures, 5), in distances of the outer eye corners: the gap of the inner lips, the height
  /// of the outer ones, the distance of the corners, and how far below the tip of the nose the upper and the lower lip
  /// lie, measured across the line between the eyes.
  public static func signal(_ pictures: some Collection<Landmarks>) -> Matrix {
    Matrix(rows: pictures.count, columns: columns, values: pictures.flatMap(shape))
  }

  private static func shape(_ landmarks: Landmarks) -> [Float] {
    let (points, roll) = (landmarks.points, landmarks.roll)
    func meanGap(_ pairs: [(Int, Int)]) -> Double {
      pairs.reduce(0) { $0 + points[$1.0].distance(to: points[$1.1]) } / Double(pairs.count)
    }
    func depth(_ members: [Int]) -> Double {
      let middle = Point.mean(members.map { points[$0] })
      return (middle.y - points[noseTip].y) * cos(roll) - (middle.x - points[noseTip].x) * sin(roll)
    }
    let lengths = [
      meanGap(innerLips), meanGap(outerLips), meanGap([corners]), depth(outerLips.map(\.0)), depth(outerLips.map(\.1)),
    ]
    let unit = max(landmarks.interocularDistance, 1e-6)
    return lengths.map { Float($0 / unit) }
  }
}
