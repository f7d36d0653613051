import System

/// Which sound channel speaks.
public enum ChannelChoice: Hashable, Sendable {
  /// The mean over all channels.
  case mix
  /// One channel, counted from 1.
  case one(Int)
  /// All of them, each on its own.
  case each
}

/// What is wanted of the frames.
public struct VideoOptions: Hashable, Sendable {
  /// Pixels. Frames are scaled down so that neither side is longer, and never up. `nil`: as they are.
  public var longestSide: Int?
  /// The same for a still; `nil`: as for other frames.
  public var longestSideOfStill: Int?
  /// A frame nearer than this to the last delivered one is decoded, but neither scaled nor delivered. Seconds.
  public var minimumIntervalSeconds: Double

  public init(longestSide: Int? = nil, longestSideOfStill: Int? = nil, minimumIntervalSeconds: Double = 0) {
    self.longestSide = longestSide
    self.longestSideOfStill = longestSideOfStill
    self.minimumIntervalSeconds = minimumIntervalSeconds
  }
}

/// What is wanted of a clip.
public struct ReadingOptions: Hashable, Sendable {
  public var channel: ChannelChoice
  /// Where the analysed part begins, on the clip's clock. Seconds, ≥ 0.
  public var startSeconds: Double
  /// How long it is; `nil`: to the end.
  public var durationSeconds: Double?
  public var wantsSound: Bool
  /// `nil`: no frames are wanted.
  public var video: VideoOptions?
  /// When reading gives up with `MediaError.timeout`; `nil`: never.
  public var timeLimit: TimeLimit?

  public init(
    channel: ChannelChoice = .mix,
    startSeconds: Double = 0,
    durationSeconds: Double? = nil,
    wantsSound: Bool = true,
    video: VideoOptions? = nil,
    timeLimit: TimeLimit? = nil
  ) {
    self.channel = channel
    self.startSeconds = startSeconds
    self.durationSeconds = durationSeconds
    self.wantsSound = wantsSound
    self.video = video
    self.timeLimit = timeLimit
  }

  /// The same with times that can be counted in samples.
  var sane: ReadingOptions {
    var options = self
    options.startSeconds = min(max(0, startSeconds), 1e9)
    options.durationSeconds = durationSeconds.map { min(max(0, $0), 1e9) }
    return options
  }

  /// The end of the analysed part on the clip's clock.
  var endSeconds: Double? { durationSeconds.map { startSeconds + $0 } }
}
