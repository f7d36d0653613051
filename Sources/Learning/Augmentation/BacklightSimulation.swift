import Face
import Foundation
import Media

/// Simulates backlight: a dark face before a bright background, both flickering, as in `Recipes/common/degradation.py`.
///
/// Works in linear light, by sRGB's transfer function. Input and output are bytes, rounded and clipped.
public struct BacklightSimulation: Sendable {
  /// Factors on the linear light.
  public var faceGain: Double
  public var backgroundGain: Double
  /// Both gains are multiplied by 1 + depth · sin(2π · hertz · t + phase).
  public var depth: Double
  public var hertz: Double
  /// In radians.
  public var phase: Double

  public init(
    faceGain: Double = 0.25,
    backgroundGain: Double = 4,
    depth: Double = 0.2,
    hertz: Double = 8,
    phase: Double = 0
  ) {
    self.faceGain = faceGain
    self.backgroundGain = backgroundGain
    self.depth = depth
    self.hertz = hertz
    self.phase = phase
  }

  func flicker(at seconds: Double) -> Double {
    1 + depth * sin(2 * .pi * hertz * seconds + phase)
  }

  /// Returns the frame under this light. `landmarks` are in its pixels; without them, the whole frame is background.
  public func degrade(_ frame: VideoFrame, landmarks: Landmarks?) -> VideoFrame {
    VideoFrame(
      width: frame.width,
      height: frame.height,
      rgb: degrade(frame.rgb, width: frame.width, channels: 3, landmarks: landmarks, seconds: frame.seconds),
      seconds: frame.seconds,
      number: frame.number
    )
  }

  /// Returns bytes (height, width, channels) under this light, of colour or luma.
  public func degrade(
    _ bytes: [UInt8],
    width: Int,
    channels: Int,
    landmarks: Landmarks?,
    seconds: Double
  ) -> [UInt8] {
    let flicker = flicker(at: seconds)
    let (face, background) = (faceGain * flicker, backgroundGain * flicker)
    let (faceBytes, backgroundBytes) = (Self.table(face), Self.table(background))
    let ellipse = landmarks.map(FaceEllipse.init)
    var degraded = bytes
    for pixel in 0..<bytes.count / channels {
      let share = ellipse?.share(column: pixel % width, row: pixel / width) ?? 0
      for index in pixel * channels..<(pixel + 1) * channels {
        let byte = Int(bytes[index])
        degraded[index] =
          switch share {
          case 0: backgroundBytes[byte]
          case 1: faceBytes[byte]
          default:
            TransferFunction.encoded(TransferFunction.light[byte] * (background + share * (face - background)))
          }
      }
    }
    return degraded
  }

  /// Returns the output for each byte.
  private static func table(_ gain: Double) -> [UInt8] {
    TransferFunction.light.map { TransferFunction.encoded($0 * gain) }
  }
}

/// The region of a face including the forehead: an ellipse around the landmarks with a soft edge.
struct FaceEllipse {
  /// Normalized radii between which the coverage falls from 1 to 0.
  private static let edge = (inner: 0.9, outer: 1.1)
  /// Axes relative to the landmarks' bounding box, and the ellipse's centre above the box's, in half heights of the
  /// box.
  private static let (width, height, rise) = (1.15, 1.35, 0.25)

  private let (sine, cosine): (Double, Double)
  private let center: SIMD2<Double>
  private let axes: SIMD2<Double>

  init(about landmarks: Landmarks) {
    let points = landmarks.points
    func middle(_ range: Range<Int>) -> Point {
      let count = Double(range.count)
      return Point(
        x: points[range].reduce(0) { $0 + $1.x } / count,
        y: points[range].reduce(0) { $0 + $1.y } / count
      )
    }
    let (left, right) = (middle(36..<42), middle(42..<48))
    let roll = atan2(right.y - left.y, right.x - left.x)
    let (sine, cosine) = (sin(roll), cos(roll))
    let xs = points.map { cosine * $0.x + sine * $0.y }
    let ys = points.map { cosine * $0.y - sine * $0.x }
    let (halfWidth, halfHeight) = ((xs.max()! - xs.min()!) / 2, (ys.max()! - ys.min()!) / 2)
    center = SIMD2((xs.max()! + xs.min()!) / 2, (ys.max()! + ys.min()!) / 2 - Self.rise * halfHeight)
    axes = SIMD2(max(Self.width * halfWidth, 1e-6), max(Self.height * halfHeight, 1e-6))
    (self.sine, self.cosine) = (sine, cosine)
  }

  /// Returns the coverage of a pixel by the face, 0…1.
  func share(column: Int, row: Int) -> Double {
    let (x, y) = (Double(column) + 0.5, Double(row) + 0.5)
    let across = (cosine * x + sine * y - center.x) / axes.x
    let down = (cosine * y - sine * x - center.y) / axes.y
    let radius = (across * across + down * down).squareRoot()
    return min(max((Self.edge.outer - radius) / (Self.edge.outer - Self.edge.inner), 0), 1)
  }
}

/// sRGB's transfer function (IEC 61966-2-1) between bytes and linear light, 0…1.
enum TransferFunction {
  /// The linear light of each byte.
  static let light = (0..<256).map { decoded(Double($0) / 255) }
  /// Light at or above the k-th threshold is encoded as k + 1 or more.
  private static let thresholds = (0..<255).map { decoded((Double($0) + 0.5) / 255) } + [.infinity]
  private static let steps = 4096
  /// The byte at the lower end of each of `steps` equal intervals of light.
  private static let starts = (0...steps).map { step in
    UInt8(thresholds.firstIndex { $0 > Double(step) / Double(steps) }!)
  }

  /// Returns the linear light of an encoded value, 0…1.
  static func decoded(_ value: Double) -> Double {
    value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }

  /// Returns the nearest byte, clipped.
  static func encoded(_ light: Double) -> UInt8 {
    guard light < 1 else { return 255 }
    var byte = starts[Int(max(0, light) * Double(steps))]
    while light >= thresholds[Int(byte)] { byte += 1 }
    return byte
  }
}
