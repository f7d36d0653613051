import CKernels
import Foundation
import Numerics

/// By how many quarter turns, clockwise, an image's content is rotated: with `.clockwise` the top of a head points to
/// the image's right.
enum QuarterTurn: Int, CaseIterable, Sendable {
  case none, clockwise, half, counterclockwise

  /// The quarter turn nearest to a clockwise angle in radians.
  init(nearest angle: Double) {
    let count = (angle / (.pi / 2)).rounded()
    self.init(rawValue: Int(count - 4 * (count / 4).rounded(.down)))!
  }

  /// In radians, clockwise.
  var angle: Double { Double(rawValue) * .pi / 2 }

  /// Whether width and height change places.
  var isSideways: Bool { self == .clockwise || self == .counterclockwise }

  /// Converts a point of the upright view to the image of this size, in pixels.
  func toImage(_ point: Point, width: Double, height: Double) -> Point {
    switch self {
    case .none: point
    case .clockwise: Point(x: width - point.y, y: point.x)
    case .half: Point(x: width - point.x, y: height - point.y)
    case .counterclockwise: Point(x: point.y, y: height - point.x)
    }
  }

  /// Converts a box of the upright view to the image of this size, in pixels.
  func toImage(_ box: FaceBox, width: Double, height: Double) -> FaceBox {
    let first = toImage(Point(x: box.x, y: box.y), width: width, height: height)
    let last = toImage(Point(x: box.x + box.width, y: box.y + box.height), width: width, height: height)
    return FaceBox(
      x: min(first.x, last.x),
      y: min(first.y, last.y),
      width: abs(last.x - first.x),
      height: abs(last.y - first.y)
    )
  }
}

extension Image {
  /// The upright view of an image whose content is turned: the same pixels, rotated back.
  func upright(from turn: QuarterTurn) -> Image {
    let (rows, columns) = turn.isSideways ? (width, height) : (height, width)
    func corner(_ x: Double, _ y: Double) -> Point {
      turn.toImage(Point(x: x, y: y), width: Double(width), height: Double(height))
    }
    let (origin, across, down) = (corner(0, 0), corner(1, 0), corner(0, 1))
    // A cell is a pixel, sampled at its centre.
    let pixels = ck_crop(
      origin_x: Float(origin.x),
      origin_y: Float(origin.y),
      across_x: Float(across.x - origin.x),
      across_y: Float(across.y - origin.y),
      down_x: Float(down.x - origin.x),
      down_y: Float(down.y - origin.y)
    )
    let values = sample(pixels, rows: rows, columns: columns, subsamples: 1)
    return Image(width: columns, height: rows, channels: channels, values: values)
  }
}

extension Landmarks {
  /// The quarter turn that comes nearest to the face's roll.
  var turn: QuarterTurn { QuarterTurn(nearest: roll) }
}
