import CMedia

/// A clip read by FFmpeg: sound, pictures or both in one pass.
final class ContainerSource: ClipSource {
  private(set) var info: ClipInfo
  private(set) var warnings: Set<ClipWarning> = []

  private let container: Container
  private let supervision: ReadingSupervision
  private var sound: SoundTrack?
  private var pictures: PictureTrack?
  /// Decoded while opening, because only it tells a still's size.
  private var firstPicture: PictureFrame?
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
    if facts.picture_streams > 1 { warnings.insert(.severalPictureStreams) }
    try select(options)
    let mayHaveSought = seek(options)
    if options.wantsSound, sound == nil, hasSoundDecoder {
      sound = try SoundTrack(container: container, options: options, hasSought: mayHaveSought)
    }
    if facts.is_still, pictures != nil { try readStill() }
  }

  private var hasSoundDecoder = false

  private func select(_ options: ReadingOptions) throws(MediaError) {
    let facts = container.facts
    if let picture = options.picture, facts.picture.present {
      if try container.select(CMEDIA_KIND_PICTURE) {
        pictures = try PictureTrack(container: container, options: options, picture: picture)
      } else {
        warnings.insert(facts.picture.decodable ? .damaged : .noPictureDecoder)
      }
    }
    if options.wantsSound, facts.sound.present {
      hasSoundDecoder = try container.select(CMEDIA_KIND_SOUND)
      if !hasSoundDecoder { warnings.insert(facts.sound.decodable ? .damaged : .noSoundDecoder) }
    }
    if pictures != nil || hasSoundDecoder { return }
    if warnings.contains(.damaged) { throw .corrupt(.damaged) }
    if warnings.contains(.noSoundDecoder) { throw .unsupported(.codec(String(cArray: facts.sound.codec))) }
    if warnings.contains(.noPictureDecoder) { throw .unsupported(.codec(String(cArray: facts.picture.codec))) }
  }

  /// Whether reading now begins near the wanted part and not at the clip's beginning.
  private func seek(_ options: ReadingOptions) -> Bool {
    guard container.facts.is_indexed, options.startSeconds >= SeekPolicy.shortestStart else { return false }
    // Indexes go by decoding time, which is earlier than the time shown: the margin serves pictures too.
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
      guard frame.kind == CMEDIA_KIND_PICTURE, let pictures else { continue }
      firstPicture = try pictures.still()
      info = ClipInfo(container.facts, shown: pictures.shownSize)
      if frame.damaged || container.counts(CMEDIA_KIND_PICTURE).errors > 0 { warnings.insert(.damaged) }
      return
    }
    throw .corrupt(.damaged)
  }

  func next() throws(MediaError) -> MediaEvent? {
    if info.isStill {
      defer { firstPicture = nil }
      return firstPicture.map { .picture($0) }
    }
    while true {
      extendDeadline()
      if sound?.isSpoilt == true { warnings.insert(.damaged) }
      if let block = try sound?.takeBlock(takingRest: hasEnded) { return .sound(block) }
      if hasEnded { return nil }
      try supervision.throwIfInterrupted()
      if !isComplete, let sound, try sound.continueSilence() { continue }
      guard !isComplete, let frame = try container.next() else {
        try end()
        continue
      }
      if frame.damaged { warnings.insert(.damaged) }
      if frame.kind == CMEDIA_KIND_SOUND {
        try sound?.push(frame)
      } else if let picture = try pictures?.frame(frame) {
        return .picture(picture)
      }
    }
  }

  private func extendDeadline() {
    // Where there is sound its clock counts, which follows no spoilt time stamp.
    let decoded = sound == nil ? pictures?.endSeconds : sound?.decodedUntil
    if let decoded, supervision.clipIsDecoded(toSeconds: decoded) {
      cmedia_container_set_deadline(container.handle, supervision.deadline)
    }
  }

  /// Whether nothing that is wanted can come any more. What is done is no longer demuxed.
  private var isComplete: Bool {
    if sound?.isComplete == true { cmedia_container_stop(container.handle, CMEDIA_KIND_SOUND) }
    if pictures?.isComplete == true { cmedia_container_stop(container.handle, CMEDIA_KIND_PICTURE) }
    return sound?.isComplete != false && pictures?.isComplete != false
  }

  var endSeconds: Double? {
    if info.isStill { return nil }
    return [sound?.endSeconds, pictures?.endSeconds].compactMap { $0 }.max()
  }

  private func end() throws(MediaError) {
    hasEnded = true
    try sound?.flush()
    let soundCounts = sound.map { _ in container.counts(CMEDIA_KIND_SOUND) }
    let pictureCounts = pictures.map { _ in container.counts(CMEDIA_KIND_PICTURE) }
    let counts = [soundCounts, pictureCounts].compactMap { $0 }
    if counts.contains(where: { $0.errors > 0 }) { warnings.insert(.damaged) }
    let hasFrames = counts.contains { $0.frames > 0 }
    if !hasFrames && counts.contains(where: { $0.errors > 0 }) { throw .corrupt(.damaged) }
    guard isWhole else { return }
    if let soundCounts, soundCounts.packets == 0 { warnings.insert(.emptySoundStream) }
    if let pictureCounts, pictureCounts.packets == 0 { warnings.insert(.emptyPictureStream) }
    if cmedia_container_broke_off(container.handle) || lacksAnnounced { warnings.insert(.cutOff) }
  }

  private var lacksAnnounced: Bool {
    let facts = container.facts
    let soundEnd = sound?.decodedUntil
    let pictureEnd = pictures?.endSeconds
    // A stream without anything has its own warning.
    if let soundEnd, let announced = (facts.sound.start + facts.sound.duration).ifFinite,
      isCutOff(announcedSeconds: announced, foundSeconds: soundEnd)
    {
      return true
    }
    if let pictureEnd, let announced = (facts.picture.start + facts.picture.duration).ifFinite,
      isCutOff(announcedSeconds: announced, foundSeconds: pictureEnd)
    {
      return true
    }
    // The container's own duration counts only when nothing of it was left out.
    if facts.sound_streams > 1 || facts.picture_streams > 1 { return false }
    let readsAll = (sound != nil || !facts.sound.present) && (pictures != nil || !facts.picture.present)
    guard readsAll, let announced = facts.duration.ifFinite else { return false }
    return isCutOff(announcedSeconds: announced, foundSeconds: max(soundEnd ?? 0, pictureEnd ?? 0))
  }
}
