import CMedia

/// Resampled sound on the clip's clock, trimmed to the analysed part, mixed if wanted, and delivered in blocks.
final class SoundQueue {
  static let rate = Int64(SoundBlock.sampleRate)
  /// Half a second.
  static let blockSamples = rate / 2
  /// Share of repaired samples from which a sound counts as clipped. Natural peaks reach a hundredth of it.
  private static let minRepairedShare = 0.001

  let handle: OpaquePointer
  /// Channels in the queue.
  private let channelCount: Int
  private var mixer: ChannelMixer?
  private let startSample: Int64
  private let endSample: Int64
  /// Index of the queue's next sample on the clip's clock, at 16 kHz.
  private var position: Int64 = 0
  private(set) var deliveredSamples: Int64 = 0

  /// - Parameter fileChannels: the file's number of channels, 0 if unknown before decoding.
  init(options: ReadingOptions, fileChannels: Int) throws(MediaError) {
    var choice = CMEDIA_CHANNELS_EACH
    var channel = 0
    switch options.channel {
    case .each: break
    case .mix:
      // Channels that the header does not announce are averaged.
      if fileChannels < 2 { choice = CMEDIA_CHANNELS_MIX }
    case .one(let number):
      if number < 1 || (fileChannels > 0 && number > fileChannels) {
        throw .unsupported(.channel(wanted: number, available: fileChannels))
      }
      choice = CMEDIA_CHANNELS_ONE
      channel = number - 1
    }
    channelCount = choice == CMEDIA_CHANNELS_EACH ? max(1, fileChannels) : 1
    mixer = options.channel == .mix && channelCount > 1 ? ChannelMixer(channelCount: channelCount) : nil
    startSample = Self.index(options.startSeconds)
    endSample = options.durationSeconds.map { [startSample] in startSample + Self.index($0) } ?? .max
    var handle: OpaquePointer?
    let status = cmedia_sound_new(Int32(Self.rate), choice, Int32(channel), Int32(channelCount), &handle)
    guard let handle, status == CMEDIA_OK else { throw MediaError(status) }
    self.handle = handle
  }

  deinit {
    cmedia_sound_free(handle)
  }

  private static func index(_ seconds: Double) -> Int64 {
    Int64((seconds * Double(rate)).rounded())
  }

  /// Sets the position, on the clip's clock, of the next sample pushed.
  func begin(at sample: Int64) {
    position = sample
  }

  /// Whether the whole analysed part has been delivered.
  var isComplete: Bool { position >= endSample }

  /// End of the delivered sound on the clip's clock; `nil` if there was none.
  var endSeconds: Double? {
    deliveredSamples > 0 ? Double(position) / Double(Self.rate) : nil
  }

  /// Whether samples that were infinite or NaN were replaced by silence.
  var isDamaged: Bool { cmedia_sound_is_damaged(handle) }

  /// The problems of the sound delivered so far.
  var warnings: Set<ClipWarning> {
    var warnings: Set<ClipWarning> = []
    if mixer?.isOutOfPhase == true { warnings.insert(.outOfPhase) }
    if cmedia_sound_repaired_share(handle) >= Self.minRepairedShare { warnings.insert(.clipped) }
    return warnings
  }

  func flush() throws(MediaError) {
    try MediaError.check(cmedia_sound_flush(handle))
  }

  /// Returns the next block; `nil` if less than a block is queued, unless `flushing`.
  func dequeueBlock(flushing: Bool) throws(MediaError) -> SoundBlock? {
    position += cmedia_sound_skip(handle, max(0, startSample - position))
    let available = min(cmedia_sound_available(handle), max(0, endSample - position))
    let isLast = flushing || available == endSample - position
    guard position >= startSample, available >= Self.blockSamples || (isLast && available > 0) else { return nil }
    let count = min(available, Self.blockSamples)
    var channels: [[Float]] = []
    channels.reserveCapacity(channelCount)
    for channel in 0..<channelCount {
      var status = CMEDIA_OK
      channels.append(
        [Float](unsafeUninitializedCapacity: Int(count)) { buffer, filled in
          status = cmedia_sound_peek(handle, Int32(channel), count, buffer.baseAddress!, buffer.count)
          filled = status == CMEDIA_OK ? Int(count) : 0
        }
      )
      try MediaError.check(status)
    }
    if mixer != nil { channels = [mixer!.mix(channels)] }
    let start = Double(position) / Double(Self.rate)
    position += cmedia_sound_skip(handle, count)
    deliveredSamples += count
    return SoundBlock(channels: channels, startSeconds: start)
  }
}
