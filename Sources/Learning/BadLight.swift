import Face
import Foundation
import Media

/// A dark face before a bright background, both flickering, as `Recipes/decay/spoil.py` makes them.
///
/// Light is reckoned linear, by sRGB's transfer function; bytes in, bytes out, rounded and clipped.
public struct BadLight: Sendable {
  /// Times as much light.
  public var faceGain: Double
  public var backgroundGain: Double
  /// Both are multiplied by 1 + depth · sin(2π · hertz · t + phase).
  public var depth: Double
  public var hertz: Double
  /// Radians.
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

  /// The frame in this light. `landmarks` are in its pixels; without them all is background.
  public func spoil(_ frame: PictureFrame, landmarks: Landmarks?) -> PictureFrame {
    PictureFrame(
      width: frame.width,
      height: frame.height,
      rgb: spoil(frame.rgb, width: frame.width, channels: 3, landmarks: landmarks, seconds: frame.seconds),
      seconds: frame.seconds,
      number: frame.number
    )
  }

  /// Bytes (height, width, channels) in this light, of colours or luma.
  public func spoil(
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
    var spoiled = bytes
    for pixel in 0..<bytes.count / channels {
      let share = ellipse?.share(column: pixel % width, row: pixel / width) ?? 0
      for index in pixel * channels..<(pixel + 1) * channels {
        let byte = Int(bytes[index])
        spoiled[index] =
          switch share {
          case 0: backgroundBytes[byte]
          case 1: faceBytes[byte]
          default:
            TransferFunction.encoded(TransferFunction.light[byte] * (background + share * (face - background)))
          }
      }
    }
    return spoiled
  }

  /// What becomes of each byte.
  private static func table(_ gain: Double) -> [UInt8] {
    TransferFunction.light.map { TransferFunction.encoded($0 * gain) }
  }
}
