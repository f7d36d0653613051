/// A frame that was not decoded.
struct SkippedFrame: Equatable {
  /// Time on the clip's clock.
  let seconds: Double
  /// Duration in seconds; 0 if unknown.
  let duration: Double
}

/// Selects the frames to deliver, by time.
struct FrameGate {
  /// Half the finest tick of common containers, so that rounding does not drop a frame.
  private static let slack = 0.000_5

  let startSeconds: Double
  let endSeconds: Double?
  let minimumIntervalSeconds: Double
  /// Assumed duration of frames without a time stamp or duration. Seconds.
  let typicalDuration: Double

  private var lastSeen: Double?
  private var lastDelivered: Double?
  private var offset = 0.0
  /// End of the frames seen so far, on the clip's clock.
  private(set) var seenUntil: Double?
  /// Frames of the analysed part seen so far.
  private(set) var count = 0
  /// Whether a frame at or after the end has been seen.
  private(set) var isComplete = false

  init(options: ReadingOptions, frameRate: Double) {
    startSeconds = options.startSeconds
    endSeconds = options.endSeconds
    minimumIntervalSeconds = options.video?.minimumIntervalSeconds ?? 0
    typicalDuration = frameRate > 0 ? 1 / frameRate : 0.04
  }

  /// Returns the time of a decoded frame with time stamp `seconds`, or `nil` if it is not wanted.
  mutating func admit(seconds: Double?, duration: Double) -> Double? {
    guard let time = count(seconds: seconds, duration: duration), mayDeliver(time) else { return nil }
    lastDelivered = time
    return time
  }

  /// Counts a frame that was not decoded.
  mutating func pass(_ frame: SkippedFrame) {
    _ = count(seconds: frame.seconds, duration: frame.duration)
  }

  /// Whether a frame of the analysed part would be delivered if it came next. If not, no frame between the latest and
  /// it would be delivered either.
  func mayDeliver(_ seconds: Double) -> Bool {
    guard seconds >= startSeconds - Self.slack, seconds < (endSeconds ?? .infinity) - Self.slack else { return false }
    return lastDelivered.map { seconds - $0 >= minimumIntervalSeconds - Self.slack } ?? true
  }

  /// Returns the time of the next frame on the clip's clock, or `nil` outside of the analysed part.
  private mutating func count(seconds: Double?, duration: Double) -> Double? {
    let duration = duration > 0 && duration < 60 ? duration : typicalDuration
    var time = max(0, seconds.map { $0 + offset } ?? lastSeen.map { $0 + typicalDuration } ?? 0)
    if let lastSeen, time < lastSeen - SoundClock.maxOverlap {
      // The clock restarted: a second recording was appended to the first.
      offset += lastSeen + typicalDuration - time
      time = lastSeen + typicalDuration
    }
    lastSeen = time
    if let endSeconds, time >= endSeconds - Self.slack {
      isComplete = true
      return nil
    }
    guard time >= startSeconds - Self.slack else { return nil }
    count += 1
    seenUntil = max(seenUntil ?? 0, min(time + duration, endSeconds ?? .infinity))
    return time
  }
}
