/// Finds the nuclei of syllables after N. de Jong and T. Wempe, "Praat script to detect syllable nuclei and measure speech
/// rate automatically" (2009): maxima of the intensity that are speech, after which it falls by 2 dB before the next, and
/// that are voiced.
enum SyllableNuclei {
  /// In dB.
  static let dip: Float = 2
  /// Frames after a maximum in which the dip must come when the sound goes on.
  static let lookAhead = 100

  /// Voicing from which a frame may be a nucleus although its pitch is not decided: the script's pitch is laxer, too.
  private static let leastVoicing: Float = 0.4

  static func isVoiced(_ frame: VoiceFrame) -> Bool {
    frame.isVoiced || frame.voicing >= leastVoicing
  }

  /// Whether the frame is a nucleus, voiced or not.
  ///
  /// - Parameters:
  ///   - end: frames from here on are not looked at.
  ///   - threshold: in dB; quieter frames are no speech.
  static func isMaximum(_ frame: Int, of levels: [Float], before end: Int, threshold: Float) -> Bool {
    guard isPeak(frame, of: levels, threshold) else { return false }
    var lowest = levels[frame]
    for next in frame + 1..<max(end, frame + 1) {
      lowest = min(lowest, levels[next])
      if lowest < levels[frame] - dip { return true }
      if isPeak(next, of: levels, threshold) { return false }
    }
    return false
  }

  private static func isPeak(_ frame: Int, of levels: [Float], _ threshold: Float) -> Bool {
    frame > 0 && frame + 1 < levels.count && levels[frame] > threshold
      && levels[frame] > levels[frame - 1] && levels[frame] >= levels[frame + 1]
  }
}

/// Silences of at least 0.3 s between stretches of at least 0.1 s of sound.
struct Pauses: Equatable {
  private static let shortestSilence = 30
  private static let shortestSound = 10

  private(set) var count = 0
  /// Frames of all of them.
  private(set) var frames = 0

  private var sounding = 0
  private var silent = 0
  private var hasBegun = false

  /// Adds the next frame.
  mutating func add(isSounding: Bool) {
    if isSounding {
      sounding += 1
      guard sounding == Self.shortestSound else { return }
      if hasBegun, silent >= Self.shortestSilence {
        count += 1
        frames += silent
      }
      hasBegun = true
      silent = 0
    } else {
      silent += 1 + (sounding < Self.shortestSound ? sounding : 0)
      sounding = 0
    }
  }

  /// Mean length in seconds; NaN without any.
  var meanSeconds: Float {
    count == 0 ? .nan : Float(Double(frames) / Double(count) / LogMel.framesPerSecond)
  }
}

/// The intensities of a sound's frames, and above which one speech is heard: 25 dB below what the loudest hundredth reaches.
struct SpeechLevels {
  /// In dB.
  private(set) var values: [Float] = []
  private var histogram = [Int32](repeating: 0, count: SpeechLevels.bins)
  private var lowest = Float.infinity

  private static let bins = 1280
  private static let binsPerDecibel: Float = 10
  private static let margin: Float = 25

  mutating func append(_ level: Float) {
    values.append(level)
    lowest = min(lowest, level)
    histogram[min(max(Int(level * Self.binsPerDecibel), 0), Self.bins - 1)] += 1
  }

  /// The threshold in dB over all frames so far.
  var threshold: Float {
    let above = Int32(values.count / 100)
    var (count, bin) = (Int32(0), Self.bins - 1)
    while bin > 0 {
      count += histogram[bin]
      if count > above { break }
      bin -= 1
    }
    return max((Float(bin) + 0.5) / Self.binsPerDecibel - Self.margin, lowest)
  }
}
