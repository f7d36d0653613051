import System

/// Which sound channels to read.
public enum ChannelChoice: Hashable, Sendable {
  /// All channels mixed into one: see `ChannelMixer`.
  case mix
  /// One channel, counted from 1.
  case one(Int)
  /// All channels, separately.
  case each
}

/// How to deliver video frames.
public struct VideoOptions: Hashable, Sendable {
  /// Longest side in pixels. Larger frames are scaled down, none are scaled up. `nil`: no scaling.
  public var longestSide: Int?
  /// The same for a still; `nil`: `longestSide`.
  public var longestSideOfStill: Int?
  /// Minimum interval between delivered frames, in seconds. Frames in between are not scaled or delivered,
  /// and decoded only if the decoder needs them for others.
  public var minimumIntervalSeconds: Double
  /// Whether frames in between are decoded in any case, to measure decoding.
  public var decodesAll = false

  public init(longestSide: Int? = nil, longestSideOfStill: Int? = nil, minimumIntervalSeconds: Double = 0) {
    self.longestSide = longestSide
    self.longestSideOfStill = longestSideOfStill
    self.minimumIntervalSeconds = minimumIntervalSeconds
  }
}

/// Which part and which streams of a clip to read.
public struct ReadingOptions: Hashable, Sendable {
  public var channel: ChannelChoice
  /// Start of the analysed part, in seconds on the clip's clock, ≥ 0.
  public var startSeconds: Double
  /// Length of the analysed part; `nil`: to the end.
  public var durationSeconds: Double?
  public var wantsSound: Bool
  /// `nil`: no frames.
  public var video: VideoOptions?
  /// The limit after which reading throws `MediaError.timeout`; `nil`: none.
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

  /// The same options, with times clamped to a range that can be counted in samples.
  var sane: ReadingOptions {
    var options = self
    options.startSeconds = min(max(0, startSeconds), 1e9)
    options.durationSeconds = durationSeconds.map { min(max(0, $0), 1e9) }
    return options
  }

  /// End of the analysed part on the clip's clock.
  var endSeconds: Double? { durationSeconds.map { startSeconds + $0 } }
}
