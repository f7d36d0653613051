/// Keeps sound on the clip's clock: compares each frame's time stamp with the end of the previous sound, and inserts
/// silence or skips samples.
///
/// Small differences are rounding of the container's time stamps and are ignored; the clock then counts samples.
struct SoundClock {
  /// How to place a frame.
  struct Placement: Equatable {
    /// Samples of silence to insert before the frame.
    var silence: Int64 = 0
    /// Samples to skip at the start of the frame.
    var skip = 0
  }

  /// Smaller gaps and overlaps are ignored. Seconds.
  static let tolerance = 0.1
  /// From here on, a jump starts a new timeline instead of a gap. Seconds.
  static let maxGap = 60.0
  /// A larger jump back starts a new timeline instead of an overlap. Seconds.
  static let maxOverlap = 1.0

  /// Whether the first sample defines the start of the clip, as in clips without video.
  let startsWithSound: Bool
  /// The most silence to insert before late sound. Seconds.
  let maxLead: Double

  private var rate = 0
  /// Seconds at which counting at this rate began, and samples counted since.
  private var base = 0.0
  private var counted: Int64 = 0
  /// Correction of time stamps after jumps. Seconds.
  private var offset = 0.0
  private var hasBegun = false

  init(startsWithSound: Bool, maxLead: Double = maxGap, startSample: Int64 = 0, rate: Int = 0) {
    self.startsWithSound = startsWithSound
    self.maxLead = maxLead
    if rate > 0 {
      self.rate = rate
      counted = startSample
    }
  }

  /// End of the sound placed so far, on the clip's clock.
  var positionSeconds: Double { rate > 0 ? base + Double(counted) / Double(rate) : base }

  /// A week: later time stamps are broken. Seconds.
  static let maxClip = 604_800.0

  /// Places a frame of `samples` samples at `rate` Hz with time stamp `seconds`.
  mutating func place(seconds: Double?, samples: Int, rate: Int) -> Placement {
    if rate != self.rate {
      base += self.rate > 0 ? Double(counted) / Double(self.rate) : 0
      counted = 0
      self.rate = rate
    }
    var placement = Placement()
    let expected = positionSeconds
    // Ignore broken time stamps.
    if let seconds, abs(seconds) < Self.maxClip {
      if !hasBegun && startsWithSound { offset = expected - seconds }
      let difference = seconds + offset - expected
      let limit = hasBegun ? Self.maxGap : max(Self.maxGap, min(maxLead, Self.maxClip))
      let tolerance = hasBegun ? Self.tolerance : 0
      let shift = Int64((difference * Double(rate)).rounded())
      if difference > tolerance && difference < limit {
        placement.silence = shift
      } else if difference < -tolerance && (!hasBegun || difference > -Self.maxOverlap) {
        placement.skip = Int(min(Int64(samples), -shift))
      } else if abs(difference) > tolerance {
        offset -= difference
      }
    }
    // A frame that lies entirely before the start does not begin the sound.
    if placement.skip < samples { hasBegun = true }
    counted += placement.silence + Int64(samples - placement.skip)
    return placement
  }
}
