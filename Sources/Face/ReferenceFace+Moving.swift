import Foundation

extension ReferenceFace {
  /// A face some of whose points have moved.
  ///
  /// - Parameters:
  ///   - face: in pixels of a picture.
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
