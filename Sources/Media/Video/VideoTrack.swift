import CMedia

/// Converts a container's decoded video frames to upright RGB.
final class VideoTrack {
  private let container: Container
  private let handle: OpaquePointer
  private let longestSide: Int
  private var gate: FrameGate
  /// Size of the last converted frame before scaling, in pixels.
  private(set) var shownSize: (width: Int, height: Int)?

  init(container: Container, options: ReadingOptions, video: VideoOptions) throws(MediaError) {
    self.container = container
    let ofStill = container.facts.is_still ? video.longestSideOfStill : nil
    longestSide = max(0, ofStill ?? video.longestSide ?? 0)
    gate = FrameGate(options: options, frameRate: container.facts.video.frame_rate)
    var handle: OpaquePointer?
    let status = cmedia_image_new(&handle)
    guard let handle, status == CMEDIA_OK else { throw MediaError(status) }
    self.handle = handle
  }

  deinit {
    cmedia_image_free(handle)
  }

  var isComplete: Bool { gate.isComplete }
  var endSeconds: Double? { gate.seenUntil }

  /// Returns the container's current frame, or `nil` if it is not wanted.
  func frame(_ frame: cmedia_frame) throws(MediaError) -> VideoFrame? {
    guard let seconds = gate.admit(seconds: frame.seconds.ifFinite, duration: frame.duration) else { return nil }
    return try convert(seconds: seconds, number: gate.count)
  }

  /// Returns the container's current frame as the frame of a still.
  func still() throws(MediaError) -> VideoFrame {
    try convert(seconds: 0, number: 1)
  }

  private func convert(seconds: Double, number: Int) throws(MediaError) -> VideoFrame {
    var width: Int32 = 0
    var height: Int32 = 0
    var shownWidth: Int32 = 0
    var shownHeight: Int32 = 0
    let status = cmedia_image_convert(
      handle,
      container.handle,
      Int32(clamping: longestSide),
      &width,
      &height,
      &shownWidth,
      &shownHeight
    )
    try MediaError.check(status)
    shownSize = (Int(shownWidth), Int(shownHeight))
    var copied = CMEDIA_OK
    let size = Int(width) * Int(height) * 3
    let rgb = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      copied = cmedia_image_copy(handle, buffer.baseAddress, size)
      filled = copied == CMEDIA_OK ? size : 0
    }
    try MediaError.check(copied)
    return VideoFrame(width: Int(width), height: Int(height), rgb: rgb, seconds: seconds, number: number)
  }
}

/// Selects the decoded frames to deliver, by time.
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

  /// Returns the time of a frame with time stamp `seconds`, or `nil` if it is not wanted.
  mutating func admit(seconds: Double?, duration: Double) -> Double? {
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
    if let lastDelivered, time - lastDelivered < minimumIntervalSeconds - Self.slack { return nil }
    lastDelivered = time
    return time
  }
}
