import CMedia

/// When and how to seek.
enum SeekPolicy {
  /// A part that begins earlier is reached faster by decoding. Seconds.
  static let shortestStart = 2.0
  /// Decoders and the resampling filter need this much before their output is what it would have been. Seconds.
  static let prerollSeconds = 1.0

  /// Codecs whose frames all have one length, so that a frame's number tells its first sample.
  private static let evenCodecs: Set<String> = ["aac", "ac3", "eac3", "mp3", "opus"]

  /// Whether a frame's time stamp tells its first sample.
  static func hasExactTimes(_ sound: cmedia_sound_stream) -> Bool {
    sound.tick * Double(sound.rate) < 1.5
  }

  /// Whether sound reached by a seek is known to the sample.
  static func allowsSeek(_ sound: cmedia_sound_stream) -> Bool {
    sound.rate > 0 && (hasExactTimes(sound) || evenCodecs.contains(String(cArray: sound.codec)))
  }
}

/// The places where input and output samples coincide. Resampling that begins at one of them gives the same samples
/// as resampling from the clip's beginning.
struct ResamplingGrid {
  /// Input samples from one place to the next.
  let inputStep: Int64
  /// Output samples likewise.
  let outputStep: Int64

  init(rate: Int64) {
    var (a, b) = (rate, SoundQueue.rate)
    while b != 0 { (a, b) = (b, a % b) }
    inputStep = rate / a
    outputStep = SoundQueue.rate / a
  }

  /// The last place at or before input sample `sample`, not below 0.
  func alignedDown(_ sample: Double) -> Int64 {
    Int64(max(0, sample)) / inputStep * inputStep
  }

  /// The first place at or after input sample `sample`, not below 0.
  func alignedUp(_ sample: Int64) -> Int64 {
    (max(0, sample) + inputStep - 1) / inputStep * inputStep
  }

  /// The output sample at a place.
  func outputIndex(ofAligned sample: Int64) -> Int64 {
    sample / inputStep * outputStep
  }
}
