import CMedia

/// When and how to seek.
enum SeekPolicy {
  /// Parts that start earlier are reached faster by decoding. Seconds.
  static let minStart = 2.0
  /// Preroll after which decoders and the resampling filter give the same output as without a seek. Seconds.
  static let prerollSeconds = 1.0

  /// Codecs with constant frame length, where a frame's number determines its first sample.
  private static let evenCodecs: Set<String> = ["aac", "ac3", "eac3", "mp3", "opus"]

  /// Returns whether a frame's time stamp determines its first sample.
  static func hasExactTimes(_ sound: cmedia_sound_stream) -> Bool {
    sound.tick * Double(sound.rate) < 1.5
  }

  /// Returns whether sound after a seek can be placed to the sample.
  static func allowsSeek(_ sound: cmedia_sound_stream) -> Bool {
    sound.rate > 0 && (hasExactTimes(sound) || evenCodecs.contains(String(cArray: sound.codec)))
  }
}

/// The grid of positions where input and output samples coincide. Resampling from a grid position gives the same
/// samples as resampling from the clip's start.
struct ResamplingGrid {
  /// Input samples per grid step.
  let inputStep: Int64
  /// Output samples per grid step.
  let outputStep: Int64

  init(rate: Int64) {
    var (a, b) = (rate, SoundQueue.rate)
    while b != 0 { (a, b) = (b, a % b) }
    inputStep = rate / a
    outputStep = SoundQueue.rate / a
  }

  /// Returns the last grid position at or before input sample `sample`, at least 0.
  func alignedDown(_ sample: Double) -> Int64 {
    Int64(max(0, sample)) / inputStep * inputStep
  }

  /// Returns the first grid position at or after input sample `sample`, at least 0.
  func alignedUp(_ sample: Int64) -> Int64 {
    (max(0, sample) + inputStep - 1) / inputStep * inputStep
  }

  /// Returns the output sample at a grid position.
  func outputIndex(ofAligned sample: Int64) -> Int64 {
    sample / inputStep * outputStep
  }
}
