import Face
import Foundation
import Media
import System

/// The landmark network's readings of a still face in a changing image.
public struct StillFace {
  /// Width of the landmarks' box in pixels.
  public static let width = 120.0
  public static let framesPerSecond = 30.0
  /// Standard deviation of the frames' white noise, in grey levels.
  private static let noise = 6.0
  /// Amplitude of the flicker relative to the light, and its rate in Hz.
  private static let flicker = 0.2
  private static let flickerRate = 8.0

  private let networks: FaceNetworks
  private let frame: VideoFrame
  private let start: Landmarks

  /// Reads an image with one face and scales it until the face is `width` wide. Throws `MediaError`.
  public init(path: String, networks: FaceNetworks) throws {
    self.networks = networks
    let whole = try Self.read(path, longestSide: nil)
    let face = Self.find(in: whole, networks)
    let scale = Self.width / face.bounds.width
    let side = (Double(max(whole.width, whole.height)) * scale).rounded()
    frame = try Self.read(path, longestSide: Int(side))
    start = Self.find(in: frame, networks)
  }

  /// The landmarks of each frame under noise and flicker; each crop follows from the previous frame.
  public func readings(seconds: Double, seed: UInt64) -> [Landmarks] {
    var noise = SeededNoise(seed: seed)
    var readings: [Landmarks] = []
    for index in 0..<Int(seconds * Self.framesPerSecond) {
      let time = Double(index) / Self.framesPerSecond
      let gain = 1 + Self.flicker * sin(2 * .pi * Self.flickerRate * time)
      let crop = FaceCrop.landmarks(around: readings.last ?? start)
      readings.append(networks.landmarks(crop, of: .luma(of: degraded(gain: gain, noise: &noise))).landmarks)
    }
    return readings
  }

  private func degraded(gain: Double, noise: inout SeededNoise) -> VideoFrame {
    var rgb = frame.rgb
    for pixel in 0..<frame.width * frame.height {
      let grain = Self.noise * noise.next()
      for channel in 3 * pixel..<3 * pixel + 3 {
        rgb[channel] = UInt8(min(max(gain * Double(rgb[channel]) + grain, 0), 255).rounded())
      }
    }
    return VideoFrame(width: frame.width, height: frame.height, rgb: rgb, seconds: 0)
  }

  private static func read(_ path: String, longestSide: Int?) throws -> VideoFrame {
    let reader = try ClipReader(
      path: ClipPath(path),
      options: ReadingOptions(wantsSound: false, video: VideoOptions(longestSide: longestSide))
    )
    while let event = try reader.next() {
      if case .frame(let frame) = event { return frame }
    }
    throw MediaError.noStreams
  }

  /// The largest face: landmarks from its box, then from the crop that they give.
  private static func find(in frame: VideoFrame, _ networks: FaceNetworks) -> Landmarks {
    let whole = FaceBox(x: 0, y: 0, width: Double(frame.width), height: Double(frame.height))
    let faces = networks.detector(.colours(of: frame), longestSide: 320, minConfidence: 0.3)
    let box = faces.max { $0.box.area < $1.box.area }?.box ?? whole
    let luma = Image.luma(of: frame)
    let first = networks.landmarks(.landmarks(in: box), of: luma).landmarks
    return networks.landmarks(.landmarks(around: first), of: luma).landmarks
  }
}
