import CMedia

/// Converts a container's decoded sound frames to blocks.
final class SoundTrack {
  private let container: Container
  private let queue: SoundQueue
  private var clock: SoundClock
  private let hasSought: Bool
  private let startSeconds: Double
  private let fileChannels: Int
  private var hasBegun = false
  private var hasMissedFirst = false
  /// Silence still to push before the container's current frame, and samples to skip in that frame.
  private var pending: SoundClock.Placement?
  /// End of the decoded sound on the clip's clock; `nil` before the first frame.
  private(set) var decodedUntil: Double?

  init(container: Container, options: ReadingOptions, hasSought: Bool) throws(MediaError) {
    self.container = container
    self.hasSought = hasSought
    startSeconds = options.startSeconds
    fileChannels = Int(container.facts.sound.channels)
    queue = try SoundQueue(options: options, fileChannels: fileChannels)
    clock = SoundClock(
      startsWithSound: container.isSoundOnly,
      maxLead: container.facts.duration.ifFinite ?? 0
    )
  }

  var isComplete: Bool { queue.isComplete }
  var isDamaged: Bool { queue.isDamaged }
  var warnings: Set<ClipWarning> { queue.warnings }
  var endSeconds: Double? { queue.endSeconds }

  func dequeueBlock(flushing: Bool) throws(MediaError) -> SoundBlock? {
    try queue.dequeueBlock(flushing: flushing)
  }

  func flush() throws(MediaError) {
    try queue.flush()
  }

  /// Processes the container's current frame.
  func push(_ frame: cmedia_frame) throws(MediaError) {
    guard frame.samples > 0, frame.rate > 0 else { return }
    var seconds = frame.seconds.ifFinite
    if hasSought {
      seconds = seconds.map { onFrameGrid($0, frame: frame) }
      if !hasMissedFirst {
        // Demuxers trim the first frame after a seek as if it started the stream, so drop it if the preroll allows.
        hasMissedFirst = true
        if let seconds, seconds + SeekPolicy.prerollSeconds / 2 < startSeconds { return }
      }
      if !hasBegun { beginAfterSeek(seconds ?? startSeconds, rate: Int64(frame.rate)) }
    }
    hasBegun = true
    let placement = clock.place(seconds: seconds, samples: Int(frame.samples), rate: Int(frame.rate))
    decodedUntil = clock.positionSeconds
    pending = placement
    if placement.silence == 0 { try pushHeldFrame() }
  }

  /// Pushes a piece of the pending silence, and after the last piece the held frame. Returns false if none is pending.
  func continueSilence() throws(MediaError) -> Bool {
    guard let due = pending, due.silence > 0 else { return false }
    let piece = min(due.silence, 16_384)
    try MediaError.check(cmedia_container_push_silence(container.handle, Int32(piece), queue.handle))
    pending?.silence -= piece
    if pending?.silence == 0 { try pushHeldFrame() }
    return true
  }

  private func pushHeldFrame() throws(MediaError) {
    let skip = pending?.skip ?? 0
    pending = nil
    try MediaError.check(cmedia_container_push_sound(container.handle, Int32(skip), queue.handle))
  }

  /// Starts resampling after a seek at a grid position, so that it gives the same samples as without the seek.
  private func beginAfterSeek(_ seconds: Double, rate: Int64) {
    let grid = ResamplingGrid(rate: rate)
    let first = Int64((seconds * Double(rate)).rounded())
    let up = grid.alignedUp(first)
    // If the sound starts after the start of the part, silence precedes it.
    let start = up <= Int64(startSeconds * Double(rate)) ? up : grid.alignedDown(startSeconds * Double(rate))
    clock = SoundClock(
      startsWithSound: false,
      maxLead: container.facts.duration.ifFinite ?? 0,
      startSample: start,
      rate: Int(rate)
    )
    queue.begin(at: grid.outputIndex(ofAligned: start))
  }

  /// Snaps a frame's time to a multiple of the frame length from the stream's start. Time stamps coarser than a sample,
  /// such as Matroska's milliseconds, do not determine the frame's first sample; with constant frame length only one
  /// position is within their error.
  private func onFrameGrid(_ seconds: Double, frame: cmedia_frame) -> Double {
    let rate = Double(frame.rate)
    let facts = container.facts.sound
    guard !SeekPolicy.hasExactTimes(facts), facts.start.isFinite else { return seconds }
    let origin = (facts.start * rate).rounded() - Double(facts.padding)
    let length = Double(frame.samples)
    let position = origin + ((seconds * rate - origin) / length).rounded() * length
    return abs(position / rate - seconds) <= facts.tick ? position / rate : seconds
  }
}
