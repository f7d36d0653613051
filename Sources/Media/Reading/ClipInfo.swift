import CMedia

/// What the head of a clip says about it.
public struct ClipInfo: Hashable, Sendable {
  public struct Sound: Hashable, Sendable {
    /// FFmpeg's name of the codec, or the like.
    public let codec: String
    public let channels: Int
    /// Hz, in the file; what is delivered is 16 kHz.
    public let sampleRate: Int
  }

  public struct Video: Hashable, Sendable {
    public let codec: String
    /// Pixels as shown: pixel aspect ratio and rotation applied. Of a still that is not decoded (no frames are
    /// wanted) both are 0.
    public let width: Int
    public let height: Int
    /// Frames a second as announced, `nil` when not said. Real clips vary: go by each frame's time.
    public let frameRate: Double?
  }

  /// FFmpeg's name of the container, or the like.
  public let container: String
  /// As announced; `nil` when the container does not say. What is really there is known at the end only.
  public let durationSeconds: Double?
  public let sound: Sound?
  public let video: Video?
  /// One frame without time.
  public let isStill: Bool
}

/// What was amiss with a clip that could be read.
public enum ClipWarning: String, Hashable, Sendable, CaseIterable {
  case severalSoundStreams = "several sound streams"
  case severalVideoStreams = "several picture streams"
  /// Less is there than announced.
  case cutOff = "cut off"
  /// Parts could not be decoded and were left out, or are damaged.
  case damaged = "damaged"
  case emptySoundStream = "empty sound stream"
  case emptyVideoStream = "empty picture stream"
  /// The other stream was read.
  case noSoundDecoder = "no decoder for the sound"
  case noVideoDecoder = "no decoder for the picture"
}

extension ClipInfo {
  /// Of a container as FFmpeg describes it. `shown` is the size of a still, which only its decoded frame tells.
  init(_ facts: cmedia_container_info, shown: (width: Int, height: Int)?) {
    container = String(cArray: facts.format)
    durationSeconds = facts.is_still ? 0 : facts.duration.ifFinite
    isStill = facts.is_still
    sound =
      facts.sound.present
      ? Sound(
        codec: String(cArray: facts.sound.codec),
        channels: Int(facts.sound.channels),
        sampleRate: Int(facts.sound.rate)
      )
      : nil
    video =
      facts.video.present
      ? Video(
        codec: String(cArray: facts.video.codec),
        width: shown?.width ?? Int(facts.video.width),
        height: shown?.height ?? Int(facts.video.height),
        frameRate: facts.video.frame_rate > 0 && !facts.is_still ? facts.video.frame_rate : nil
      )
      : nil
  }

  /// Of a sound file as libsndfile describes it.
  init(_ facts: cmedia_soundfile_info) {
    container = String(cArray: facts.format)
    durationSeconds = facts.announced_frames < 0 ? nil : Double(facts.announced_frames) / Double(facts.rate)
    sound = Sound(
      codec: String(cArray: facts.codec),
      channels: Int(facts.channels),
      sampleRate: Int(facts.rate)
    )
    video = nil
    isStill = false
  }
}
