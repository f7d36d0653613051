import CMedia

/// A clip's properties as stated in its header.
public struct ClipInfo: Hashable, Sendable {
  public struct Sound: Hashable, Sendable {
    /// The codec, by FFmpeg's name or a similar one.
    public let codec: String
    public let channels: Int
    /// The file's rate in Hz; the reader delivers 16 kHz.
    public let sampleRate: Int
  }

  public struct Video: Hashable, Sendable {
    public let codec: String
    /// Display size in pixels: pixel aspect ratio and rotation applied. 0 for a still that is not decoded because no
    /// frames are wanted.
    public let width: Int
    public let height: Int
    /// Stated frames per second; `nil` if unknown. Real clips vary: use each frame's time.
    public let frameRate: Double?
  }

  /// The container, by FFmpeg's name or a similar one.
  public let container: String
  /// Stated duration; `nil` if unknown. The actual duration is known only at the end.
  public let durationSeconds: Double?
  public let sound: Sound?
  public let video: Video?
  /// Whether the clip is a single image.
  public let isStill: Bool
}

/// A problem with a clip that could be read.
public enum ClipWarning: Hashable, Sendable, CaseIterable {
  case severalSoundStreams
  case severalVideoStreams
  /// The clip is shorter than its header states.
  case cutOff
  /// Parts are damaged, or could not be decoded and were skipped.
  case damaged
  case emptySoundStream
  case emptyVideoStream
  /// There is no decoder for the stream; the other stream was read.
  case noSoundDecoder
  case noVideoDecoder
  /// The sound channels cancel each other; one was used.
  case outOfPhase
  /// Peaks of the sound were cut off at a ceiling, and repaired.
  case clipped
}

extension ClipInfo {
  /// Creates the properties of a container from FFmpeg's description. `shown` is the size of a still, known only after
  /// decoding.
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

  /// Creates the properties of a sound file from libsndfile's description.
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
