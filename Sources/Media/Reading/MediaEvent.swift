/// The next thing that a clip holds. Sound and frames come as the file has them, each in order of its own time.
public enum MediaEvent: Sendable {
  case sound(SoundBlock)
  case frame(VideoFrame)
}

/// A stretch of sound.
public struct SoundBlock: Sendable {
  /// Hz of every block.
  public static let sampleRate = 16_000

  /// (channels, samples): one array for `mix` and `one`, all the file's channels for `each`; nominally −1 to 1.
  public let channels: [[Float]]
  /// When the first sample is heard, on the clip's clock. Blocks follow each other without gap or overlap.
  public let startSeconds: Double

  /// The first array: the sound, unless each channel was asked for.
  public var samples: [Float] { channels[0] }
  public var sampleCount: Int { channels[0].count }

  /// Other sound of the same time: each channel changed to as many samples.
  public func mappingChannels(_ change: ([Float]) -> [Float]) -> SoundBlock {
    SoundBlock(channels: channels.map(change), startSeconds: startSeconds)
  }
}

/// One frame, upright.
public struct VideoFrame: Sendable {
  /// Pixels.
  public let width: Int
  public let height: Int
  /// (height, width, 3): red, green, blue of full range; rows follow each other without padding. Of a frame with
  /// transparency these are the colours as stored, as if it were opaque.
  public let rgb: [UInt8]
  /// When it is shown, on the clip's clock.
  public let seconds: Double
  /// Its place, from 1, among all frames of the analysed part, those that are not delivered included.
  public let number: Int

  public init(width: Int, height: Int, rgb: [UInt8], seconds: Double, number: Int = 1) {
    precondition(rgb.count == 3 * width * height, "\(rgb.count) bytes do not fill \(width) × \(height) pixels")
    self.width = width
    self.height = height
    self.rgb = rgb
    self.seconds = seconds
    self.number = number
  }
}
