import Foundation
import Numerics

@testable import Face

/// The face of a fixture as the recogniser sees it, and ways to degrade its image.
struct DegradedFace {
  var luma: Image
  var landmarks: Landmarks
  var pose: HeadPose

  /// Returns the face of `face.jpg`, found by the shipped networks. Throws if it is not found.
  static func plain() throws -> DegradedFace {
    let frame = try Stage.Actor("face.jpg").frame
    let luma = Image.luma(of: frame)
    let found = StillReader(networks: try Networks.shared()).observe(frame, luma: luma).faces
    guard let face = found.first else { throw MissingFace() }
    return DegradedFace(luma: luma, landmarks: face.landmarks, pose: face.pose)
  }

  struct MissingFace: Error {}

  var quality: FaceQuality { FaceQuality(of: landmarks, pose: pose, in: luma) }

  /// With the light of each pixel multiplied, and clipped to a camera's range.
  func lit(_ factor: (Point) -> Double) -> DegradedFace {
    changed { value, point in
      let light = pow((value / 255 + 0.055) / 1.055, 2.4) * factor(point)
      return 255 * (1.055 * pow(min(max(light, 0), 1), 1 / 2.4) - 0.055)
    }
  }

  /// With the luma of each pixel changed.
  func changed(_ change: (Double, Point) -> Double) -> DegradedFace {
    let values = Matrix(rows: luma.height, columns: luma.width)
    for row in 0..<luma.height {
      for column in 0..<luma.width {
        let place = Point(x: Double(column) + 0.5, y: Double(row) + 0.5)
        values[row, column] = Float(min(max(change(Double(luma.values[row, column]), place), 0), 255))
      }
    }
    return with(values)
  }

  /// Whether a point lies on the head: an ellipse around the landmarks that includes the hair.
  func isHead(_ point: Point) -> Bool {
    let box = landmarks.bounds
    let (x, y) = ((point.x - box.center.x) / box.width, (point.y - box.center.y) / box.height)
    return hypot(x / 0.7, (y + 0.15) / 0.8) < 1
  }

  /// In an image `factor` times as large; smaller images average the pixels.
  func scaled(by factor: Double) -> DegradedFace {
    let (width, height) = (Int(Double(luma.width) * factor), Int(Double(luma.height) * factor))
    let whole = FaceCrop(
      center: Point(x: Double(width) / factor / 2, y: Double(height) / factor / 2),
      side: Double(width) / factor
    )
    var grid = whole.grid(size: width)
    grid.origin_y = 0
    let points = landmarks.points.map { Point(x: $0.x * factor, y: $0.y * factor) }
    var face = with(luma.sample(grid, rows: height, columns: width))
    face.landmarks = Landmarks(points)
    return face
  }

  /// Out of focus: a Gaussian whose standard deviation is given in interocular distances.
  func blurred(by share: Double) -> DegradedFace {
    let deviation = share * landmarks.interocularDistance
    let reach = Int((3 * deviation).rounded(.up))
    let weights = (-reach...reach).map { Float(exp(-0.5 * pow(Double($0) / deviation, 2))) }
    let kernel = weights.map { $0 / weights.reduce(0, +) }
    func smoothed(_ values: Matrix) -> Matrix {
      // Transposes, so that applying it twice covers both axes.
      let out = Matrix(rows: values.columns, columns: values.rows)
      for row in 0..<values.rows {
        let line = values.row(row)
        for column in 0..<values.columns {
          var sum: Float = 0
          for index in kernel.indices {
            sum += kernel[index] * line[min(max(column + index - reach, 0), values.columns - 1)]
          }
          out[column, row] = sum
        }
      }
      return out
    }
    return with(smoothed(smoothed(luma.values)))
  }

  private func with(_ values: Matrix) -> DegradedFace {
    var face = self
    face.luma = Image(width: values.columns, height: values.rows, channels: 1, values: values)
    return face
  }
}
