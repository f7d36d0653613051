/// Decides by time which decoded pictures are delivered.
struct PictureGate {
  /// Half of the finest tick that common containers have, so that rounding does not cost a picture.
  private static let slack = 0.000_5

  let startSeconds: Double
  let endSeconds: Double?
  let minimumIntervalSeconds: Double
  /// Used where a picture has no time of its own. Seconds.
  let usualDuration: Double

  private var lastSeen: Double?
  private var lastDelivered: Double?
  private var offset = 0.0
  /// Where the pictures seen so far end, on the clip's clock.
  private(set) var seenUntil: Double?
  /// Pictures of the analysed part seen so far.
  private(set) var count = 0
  /// A picture at or after the end has been seen.
  private(set) var isComplete = false

  init(options: ReadingOptions, frameRate: Double) {
    startSeconds = options.startSeconds
    endSeconds = options.endSeconds
    minimumIntervalSeconds = options.picture?.minimumIntervalSeconds ?? 0
    usualDuration = frameRate > 0 ? 1 / frameRate : 0.04
  }

  /// The time at which to deliver a picture that says `seconds`, or `nil` when it is not wanted.
  mutating func admit(seconds: Double?, duration: Double) -> Double? {
    let duration = duration > 0 && duration < 60 ? duration : usualDuration
    var time = max(0, seconds.map { $0 + offset } ?? lastSeen.map { $0 + usualDuration } ?? 0)
    if let lastSeen, time < lastSeen - SoundClock.longestOverlap {
      // A second recording behind the first, whose clock begins anew.
      offset += lastSeen + usualDuration - time
      time = lastSeen + usualDuration
    }
    lastSeen = time
    if let endSeconds, time >= endSeconds - Self.slack {
      isComplete = true
      return nil
    }
    guard time >= startSeconds - Self.slack else { return nil }
    count += 1
    seenUntil = max(seenUntil ?? 0, min(time + duration, endSeconds ?? .infinity))
    if let lastDelivered, time - lastDelivered < minimumIntervalSeconds - Self.slack { return nil }
    lastDelivered = time
    return time
  }
}
