import CMedia

/// A sound file read by libsndfile.
final class SoundFileSource: ClipSource {
  let info: ClipInfo
  private(set) var warnings: Set<ClipWarning> = []

  private let input: ClipInput
  private let supervision: ReadingSupervision
  private let handle: OpaquePointer
  private let queue: SoundQueue?
  private let announcedFrames: Int64
  /// Read position, in sample frames from the start of the file.
  private var framePosition: Int64 = 0
  private var hasEnded = false

  /// Returns `nil` if libsndfile cannot read the file after all.
  init?(input: ClipInput, options: ReadingOptions, supervision: ReadingSupervision) throws(MediaError) {
    var handle: OpaquePointer?
    var facts = cmedia_soundfile_info()
    let status = cmedia_soundfile_open(input.handle, supervision.deadline, &handle, &facts)
    if status == CMEDIA_UNKNOWN_FORMAT { return nil }
    guard let handle, status == CMEDIA_OK else { throw MediaError(status) }
    self.input = input
    self.supervision = supervision
    self.handle = handle
    announcedFrames = facts.announced_frames
    info = ClipInfo(facts)
    do throws(MediaError) {
      queue = options.wantsSound ? try SoundQueue(options: options, fileChannels: Int(facts.channels)) : nil
    } catch {
      cmedia_soundfile_close(handle)
      throw error
    }
    supervision.clipIsAnnounced(seconds: info.durationSeconds)
    cmedia_soundfile_set_deadline(handle, supervision.deadline)
    if let queue { begin(queue, startSeconds: options.startSeconds, rate: Int64(facts.rate)) }
  }

  deinit {
    cmedia_soundfile_close(handle)
  }

  private func begin(_ queue: SoundQueue, startSeconds: Double, rate: Int64) {
    let grid = ResamplingGrid(rate: rate)
    let frame = grid.alignedDown((startSeconds - SeekPolicy.prerollSeconds) * Double(rate))
    guard startSeconds >= SeekPolicy.minStart, frame > 0, cmedia_soundfile_seek(handle, frame) else { return }
    framePosition = frame
    queue.begin(at: grid.outputIndex(ofAligned: frame))
  }

  var endSeconds: Double? { queue?.endSeconds }

  /// The file's rate, Hz.
  private var rate: Double { Double(info.sound?.sampleRate ?? 1) }

  func next() throws(MediaError) -> MediaEvent? {
    guard let queue else { return nil }
    while true {
      if queue.isDamaged { warnings.insert(.damaged) }
      if let block = try queue.dequeueBlock(flushing: hasEnded) { return .sound(block) }
      if hasEnded || queue.isComplete {
        warnings.formUnion(queue.warnings)
        return nil
      }
      try supervision.throwIfInterrupted()
      var frames: Int64 = 0
      let status = cmedia_soundfile_read(handle, queue.handle, &frames)
      framePosition += frames
      if supervision.clipIsDecoded(toSeconds: Double(framePosition) / rate) {
        cmedia_soundfile_set_deadline(handle, supervision.deadline)
      }
      switch status {
      case CMEDIA_OK: break
      case CMEDIA_END, CMEDIA_DAMAGED: try end(queue, isDamaged: status == CMEDIA_DAMAGED)
      default: throw MediaError(status)
      }
    }
  }

  private func end(_ queue: SoundQueue, isDamaged: Bool) throws(MediaError) {
    hasEnded = true
    try queue.flush()
    if isDamaged && framePosition == 0 { throw .corrupt(.damaged) }
    if isDamaged { warnings.insert(.damaged) }
    if isCutOff(announcedSeconds: Double(announcedFrames) / rate, foundSeconds: Double(framePosition) / rate) {
      warnings.insert(.cutOff)
    }
    if framePosition == 0 { warnings.insert(.emptySoundStream) }
  }
}
