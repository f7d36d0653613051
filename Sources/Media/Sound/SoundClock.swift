/// Keeps sound on the clip's clock: compares where each decoded frame says it belongs with where the sound before it
/// ended, and answers with silence to put in or samples to leave out.
///
/// Small differences are rounding of the container's time stamps and are ignored; the clock then goes by counting.
struct SoundClock {
  /// What to do before and with a frame.
  struct Placement: Equatable {
    var silence: Int64 = 0
    /// Samples to leave out at the frame's beginning.
    var skip = 0
  }

  /// A gap up to this is no gap. Seconds.
  static let tolerance = 0.1
  /// A jump from here on is a new time line and no gap. Seconds.
  static let longestGap = 60.0
  /// A step back beyond this is a new time line and no overlap. Seconds.
  static let longestOverlap = 1.0

  /// Whether the first sample defines the clip's beginning, as where there is nothing but sound.
  let startsWithSound: Bool
  /// The most a late beginning may be filled with. Seconds.
  let longestLead: Double

  private var rate = 0
  /// Where counting began at this rate, and what was counted since.
  private var base = 0.0
  private var counted: Int64 = 0
  /// What is added to time stamps after jumps.
  private var offset = 0.0
  private var hasBegun = false

  init(startsWithSound: Bool, longestLead: Double = longestGap, startSample: Int64 = 0, rate: Int = 0) {
    self.startsWithSound = startsWithSound
    self.longestLead = longestLead
    if rate > 0 {
      self.rate = rate
      counted = startSample
    }
  }

  /// Where the sound placed so far ends, on the clip's clock.
  var positionSeconds: Double { rate > 0 ? base + Double(counted) / Double(rate) : base }

  /// Seconds, a week: more is no time of a clip.
  static let longestClip = 604_800.0

  /// Places a frame of `samples` samples at `rate` Hz that says it begins at `seconds`.
  mutating func place(seconds: Double?, samples: Int, rate: Int) -> Placement {
    if rate != self.rate {
      base += self.rate > 0 ? Double(counted) / Double(self.rate) : 0
      counted = 0
      self.rate = rate
    }
    var placement = Placement()
    let expected = positionSeconds
    // A time beyond any clip is a broken one.
    if let seconds, abs(seconds) < Self.longestClip {
      if !hasBegun && startsWithSound { offset = expected - seconds }
      let difference = seconds + offset - expected
      let limit = hasBegun ? Self.longestGap : max(Self.longestGap, min(longestLead, Self.longestClip))
      let tolerance = hasBegun ? Self.tolerance : 0
      let shift = Int64((difference * Double(rate)).rounded())
      if difference > tolerance && difference < limit {
        placement.silence = shift
      } else if difference < -tolerance && (!hasBegun || difference > -Self.longestOverlap) {
        placement.skip = Int(min(Int64(samples), -shift))
      } else if abs(difference) > tolerance {
        offset -= difference
      }
    }
    // What lies wholly before the beginning is not yet the beginning.
    if placement.skip < samples { hasBegun = true }
    counted += placement.silence + Int64(samples - placement.skip)
    return placement
  }
}
