import Foundation
import Media
import System

/// A clip of a drawn face that talks in a synthetic voice, in a temporary folder that goes with this object.
final class SyntheticClip {
  private static let frameRate = 30
  /// How far the camera sways, in pixels; even, because chroma has half the resolution.
  private static let sway = 16
  /// The number of pictures between a closed and an open mouth.
  private static let pictureCount = 8

  let path: ClipPath
  private let folder: TemporaryFolder

  /// Makes the clip. Throws `OutputError`, `ClipWriterError`, and `CancellationError` if interrupted.
  ///
  /// - Parameters:
  ///   - width: in pixels, a multiple of 4, as `height`.
  init(seconds: Double, width: Int = 1280, height: Int = 720, isInterrupted: () -> Bool = { false }) throws {
    folder = try TemporaryFolder()
    path = folder.path.appending("clip.mp4".utf8)
    let writer = try ClipWriter(
      path: path,
      width: width,
      height: height,
      frameRate: Self.frameRate,
      sound: SyntheticVoice.samples(seconds: seconds),
      soundRate: SyntheticVoice.sampleRate
    )
    let pictures = (0..<Self.pictureCount).map { index in
      DrawnFace.picture(
        width: width + 2 * Self.sway,
        height: height + 2 * Self.sway,
        opening: Double(index) / Double(Self.pictureCount - 1)
      )
    }
    for frame in 0..<Int(seconds * Double(Self.frameRate)) {
      if isInterrupted() { throw CancellationError() }
      let time = Double(frame) / Double(Self.frameRate)
      let opening = SyntheticVoice.opening(at: time) * Double(Self.pictureCount - 1)
      try writer.append(Self.view(of: pictures[Int(opening.rounded())], width: width, height: height, at: time))
    }
    try writer.finish()
  }

  /// Returns the part of a picture, of this size, that the camera shows at a time.
  private static func view(of picture: [UInt8], width: Int, height: Int, at seconds: Double) -> [UInt8] {
    let left = sway + 2 * Int((5 * sin(1.3 * seconds)).rounded())
    let top = sway + 2 * Int((3 * sin(1.9 * seconds)).rounded())
    var planes: [UInt8] = []
    planes.reserveCapacity(width * height * 3 / 2)
    var start = 0
    // Luma, then two planes of chroma at half the resolution.
    for shrink in [1, 2, 2] {
      let stride = (width + 2 * sway) / shrink
      for row in 0..<height / shrink {
        let first = start + (row + top / shrink) * stride + left / shrink
        planes += picture[first..<first + width / shrink]
      }
      start += stride * (height + 2 * sway) / shrink
    }
    return planes
  }
}
