import CMedia

/// The sound stream of a container on its way from decoded frames to blocks.
final class SoundTrack {
  private let container: Container
  private let queue: SoundQueue
  private var clock: SoundClock
  private let hasSought: Bool
  private let startSeconds: Double
  private let fileChannels: Int
  private var hasBegun = false
  private var hasMissedFirst = false
  /// Silence still to be pushed before the frame that the container holds, and what to leave out of that frame.
  private var pending: SoundClock.Placement?
  /// Where the decoded sound ends, on the clip's clock; `nil` before the first frame.
  private(set) var decodedUntil: Double?

  init(container: Container, options: ReadingOptions, hasSought: Bool) throws(MediaError) {
    self.container = container
    self.hasSought = hasSought
    startSeconds = options.startSeconds
    fileChannels = Int(container.facts.sound.channels)
    queue = try SoundQueue(options: options, fileChannels: fileChannels)
    clock = SoundClock(
      startsWithSound: container.isSoundOnly,
      longestLead: container.facts.duration.ifFinite ?? 0
    )
  }

  var isComplete: Bool { queue.isComplete }
  var isDamaged: Bool { queue.isDamaged }
  var endSeconds: Double? { queue.endSeconds }

  func takeBlock(takingRest: Bool) throws(MediaError) -> SoundBlock? {
    try queue.takeBlock(takingRest: takingRest)
  }

  func flush() throws(MediaError) {
    try queue.flush()
  }

  /// Takes in the frame that the container holds.
  func push(_ frame: cmedia_frame) throws(MediaError) {
    guard frame.samples > 0, frame.rate > 0 else { return }
    var seconds = frame.seconds.ifFinite
    if hasSought {
      seconds = seconds.map { onFrameGrid($0, frame: frame) }
      if !hasMissedFirst {
        // Demuxers shorten the first frame after a seek as if it were the stream's first; there is time to miss it.
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

  /// Pushes a piece of the silence before the held frame, and after the last one that frame. False when none is due.
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

  /// After a seek resampling goes on from a place where it gives what it would have given without.
  private func beginAfterSeek(_ seconds: Double, rate: Int64) {
    let grid = ResamplingGrid(rate: rate)
    let first = Int64((seconds * Double(rate)).rounded())
    let up = grid.alignedUp(first)
    // Sound that begins only after the wanted part's beginning is preceded by silence.
    let start = up <= Int64(startSeconds * Double(rate)) ? up : grid.alignedDown(startSeconds * Double(rate))
    clock = SoundClock(
      startsWithSound: false,
      longestLead: container.facts.duration.ifFinite ?? 0,
      startSample: start,
      rate: Int(rate)
    )
    queue.begin(at: grid.outputIndex(ofAligned: start))
  }

  /// Time stamps coarser than a sample, as Matroska's milliseconds, leave open at which sample a frame begins. Frames
  /// of one length, counted from the stream's beginning, leave one place within the error.
  private func onFrameGrid(_ seconds: Double, frame: cmedia_frame) -> Double {
    let rate = Double(frame.rate)
    let facts = container.facts.sound
    guard !SeekPolicy.hasExactTimes(facts), facts.start.isFinite else { return seconds }
    let origin = (facts.start * rate).rounded() - Double(facts.padding)
    let length = Double(frame.samples)
    let place = origin + ((seconds * rate - origin) / length).rounded() * length
    return abs(place / rate - seconds) <= facts.tick ? place / rate : seconds
  }
}
