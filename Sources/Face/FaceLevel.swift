import Foundation

extension Landmarks {
  /// Points along a side of the landmarks' box that are looked at.
  private static let levelPoints = 16

  /// The mean light on the face in a grey picture, inside the landmarks: linear by sRGB's transfer function, 0…1.
  ///
  /// The transfer function is taken as a power law without its linear foot, which matters only in near black.
  public func lightLevel(in luma: Picture) -> Double {
    let size = Self.levelPoints
    let box = upright.bounds
    let (center, roll) = (box.center.turned(by: roll), roll)
    let square = FaceCrop(center: center, side: max(box.width, box.height, 1e-6), roll: roll)
    let values = luma.sample(square.grid(size: size), rows: size, columns: size, subsamples: 1)
    var (sum, count) = (0.0, 0.0)
    for row in 0..<size {
      for column in 0..<size {
        let x = (Double(column) + 0.5) / Double(size) * 2 - 1
        let y = (Double(row) + 0.5) / Double(size) * 2 - 1
        if x * x + y * y > 0.7 { continue }
        sum += pow((Double(values[row, column]) / 255 + 0.055) / 1.055, 2.4)
        count += 1
      }
    }
    return sum / count
  }
}
