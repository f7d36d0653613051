import CMedia

/// A clip read by FFmpeg: sound, video or both in one pass.
final class ContainerSource: ClipSource {
  private(set) var info: ClipInfo
  private(set) var warnings: Set<ClipWarning> = []

  private let container: Container
  private let supervision: ReadingSupervision
  private var sound: SoundTrack?
  private var video: VideoTrack?
  /// A still, decoded on opening because only decoding reveals its size.
  private var firstFrame: VideoFrame?
  private var hasEnded = false
  private let isWhole: Bool

  init(input: ClipInput, fileExtension: String, options: ReadingOptions, supervision: ReadingSupervision)
    throws(MediaError)
  {
    self.supervision = supervision
    container = try Container(input: input, fileExtension: fileExtension, supervision: supervision)
    let facts = container.facts
    info = ClipInfo(facts, shown: nil)
    supervision.clipIsAnnounced(seconds: info.durationSeconds)
    cmedia_container_set_deadline(container.handle, supervision.deadline)
    isWhole = options.startSeconds == 0 && options.durationSeconds == nil
    if facts.sound_streams > 1 { warnings.insert(.severalSoundStreams) }
    if facts.video_streams > 1 { warnings.insert(.severalVideoStreams) }
    try select(options)
    let mayHaveSought = seek(options)
    if options.wantsSound, sound == nil, hasSoundDecoder {
      sound = try SoundTrack(container: container, options: options, hasSought: mayHaveSought)
    }
    if facts.is_still, video != nil { try readStill() }
  }

  private var hasSoundDecoder = false

  private func select(_ options: ReadingOptions) throws(MediaError) {
    let facts = container.facts
    if let wanted = options.video, facts.video.present {
      if try container.select(CMEDIA_KIND_VIDEO) {
        video = try VideoTrack(container: container, options: options, video: wanted)
      } else {
        warnings.insert(facts.video.decodable ? .damaged : .noVideoDecoder)
      }
    }
    if options.wantsSound, facts.sound.present {
      hasSoundDecoder = try container.select(CMEDIA_KIND_SOUND)
      if !hasSoundDecoder { warnings.insert(facts.sound.decodable ? .damaged : .noSoundDecoder) }
    }
    if video != nil || hasSoundDecoder { return }
    if warnings.contains(.damaged) { throw .corrupt(.damaged) }
    if warnings.contains(.noSoundDecoder) { throw .unsupported(.codec(String(cArray: facts.sound.codec))) }
    if warnings.contains(.noVideoDecoder) { throw .unsupported(.codec(String(cArray: facts.video.codec))) }
  }

  /// Seeks to just before the analysed part. Returns false if reading starts at the clip's start.
  private func seek(_ options: ReadingOptions) -> Bool {
    guard container.facts.is_indexed, options.startSeconds >= SeekPolicy.minStart else { return false }
    // Indexes use decoding time, which precedes presentation time, so frames need the preroll too.
    var target = options.startSeconds - SeekPolicy.prerollSeconds
    if hasSoundDecoder {
      guard SeekPolicy.allowsSeek(container.facts.sound) else { return false }
      let rate = Int64(container.facts.sound.rate)
      target -= Double(ResamplingGrid(rate: rate).inputStep) / Double(rate)
    }
    return target > 0 && cmedia_container_seek(container.handle, target)
  }

  private func readStill() throws(MediaError) {
    while let frame = try container.next() {
      guard frame.kind == CMEDIA_KIND_VIDEO, let video else { continue }
      firstFrame = try video.still()
      info = ClipInfo(container.facts, shown: video.shownSize)
      if frame.damaged || container.counts(CMEDIA_KIND_VIDEO).errors > 0 { warnings.insert(.damaged) }
      return
    }
    throw container.undecodableImage
  }

  func next() throws(MediaError) -> MediaEvent? {
    if info.isStill {
      defer { firstFrame = nil }
      return firstFrame.map { .frame($0) }
    }
    while true {
      extendDeadline()
      if sound?.isDamaged == true { warnings.insert(.damaged) }
      if let block = try sound?.dequeueBlock(flushing: hasEnded) { return .sound(block) }
      if hasEnded {
        warnings.formUnion(sound?.warnings ?? [])
        return nil
      }
      try supervision.throwIfInterrupted()
      if !isComplete, let sound, try sound.continueSilence() { continue }
      guard !isComplete, let frame = try container.next() else {
        try end()
        continue
      }
      if frame.damaged { warnings.insert(.damaged) }
      if frame.kind == CMEDIA_KIND_SOUND {
        try sound?.push(frame)
      } else if let frame = try video?.frame(frame) {
        return .frame(frame)
      }
    }
  }

  /// Frames that were decoded, delivered or not.
  var decodedFrameCount: Int { Int(container.counts(CMEDIA_KIND_VIDEO).frames) }

  private func extendDeadline() {
    // If there is sound, use its clock, which ignores broken time stamps.
    let decoded = sound == nil ? video?.endSeconds : sound?.decodedUntil
    if let decoded, supervision.clipIsDecoded(toSeconds: decoded) {
      cmedia_container_set_deadline(container.handle, supervision.deadline)
    }
  }

  /// Whether all wanted streams are complete. Also stops demuxing each stream that is.
  private var isComplete: Bool {
    if sound?.isComplete == true { cmedia_container_stop(container.handle, CMEDIA_KIND_SOUND) }
    if video?.isComplete == true { cmedia_container_stop(container.handle, CMEDIA_KIND_VIDEO) }
    return sound?.isComplete != false && video?.isComplete != false
  }

  var endSeconds: Double? {
    if info.isStill { return nil }
    return [sound?.endSeconds, video?.endSeconds].compactMap { $0 }.max()
  }

  private func end() throws(MediaError) {
    hasEnded = true
    video?.end()
    try sound?.flush()
    let soundCounts = sound.map { _ in container.counts(CMEDIA_KIND_SOUND) }
    let frameCounts = video.map { _ in container.counts(CMEDIA_KIND_VIDEO) }
    let counts = [soundCounts, frameCounts].compactMap { $0 }
    if counts.contains(where: { $0.errors > 0 }) { warnings.insert(.damaged) }
    let hasFrames = counts.contains { $0.frames > 0 }
    if !hasFrames && counts.contains(where: { $0.errors > 0 }) { throw .corrupt(.damaged) }
    guard isWhole else { return }
    if let soundCounts, soundCounts.packets == 0 { warnings.insert(.emptySoundStream) }
    if let frameCounts, frameCounts.packets == 0 { warnings.insert(.emptyVideoStream) }
    if cmedia_container_broke_off(container.handle) || lacksAnnounced { warnings.insert(.cutOff) }
  }

  private var lacksAnnounced: Bool {
    let facts = container.facts
    let soundEnd = sound?.decodedUntil
    let videoEnd = video?.endSeconds
    // An empty stream has its own warning.
    if let soundEnd, let announced = (facts.sound.start + facts.sound.duration).ifFinite,
      isCutOff(announcedSeconds: announced, foundSeconds: soundEnd)
    {
      return true
    }
    if let videoEnd, let announced = (facts.video.start + facts.video.duration).ifFinite,
      isCutOff(announcedSeconds: announced, foundSeconds: videoEnd)
    {
      return true
    }
    // The container's duration applies only if all its streams are read.
    if facts.sound_streams > 1 || facts.video_streams > 1 { return false }
    let readsAll = (sound != nil || !facts.sound.present) && (video != nil || !facts.video.present)
    guard readsAll, let announced = facts.duration.ifFinite else { return false }
    return isCutOff(announcedSeconds: announced, foundSeconds: max(soundEnd ?? 0, videoEnd ?? 0))
  }
}
