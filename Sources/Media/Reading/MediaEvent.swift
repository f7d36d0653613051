/// A block of sound or a frame. Sound and frames are interleaved as in the file, each in order of time.
public enum MediaEvent: Sendable {
  case sound(SoundBlock)
  case frame(VideoFrame)

  /// When it begins on the clip's clock.
  public var seconds: Double {
    switch self {
    case .sound(let block): block.startSeconds
    case .frame(let frame): frame.seconds
    }
  }
}

/// A block of sound.
public struct SoundBlock: Sendable {
  /// The rate of every block, in Hz.
  public static let sampleRate = 16_000

  /// (channels, samples), nominally −1 to 1: one array for `mix` and `one`, one per file channel for `each`.
  public let channels: [[Float]]
  /// Time of the first sample on the clip's clock. Blocks have no gaps or overlaps.
  public let startSeconds: Double

  /// The first channel: the only one, except for `each`.
  public var samples: [Float] { channels[0] }
  public var sampleCount: Int { channels[0].count }

  /// Returns the block with `change` applied to each channel; it must keep the number of samples.
  public func mappingChannels(_ change: ([Float]) -> [Float]) -> SoundBlock {
    SoundBlock(channels: channels.map(change), startSeconds: startSeconds)
  }
}

/// An upright video frame.
public struct VideoFrame: Sendable {
  /// Pixels.
  public let width: Int
  public let height: Int
  /// (height, width, 3): full-range red, green and blue, without row padding. Transparency is ignored: colours are as
  /// stored.
  public let rgb: [UInt8]
  /// Presentation time on the clip's clock.
  public let seconds: Double
  /// Number, from 1, among all frames of the analysed part, including those not delivered.
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
