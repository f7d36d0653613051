/// Detects syllable nuclei after N. de Jong and T. Wempe, "Praat script to detect syllable nuclei and measure speech
/// rate automatically" (2009): voiced maxima of the intensity above the speech threshold, each followed by a dip of
/// 2 dB before the next.
enum SyllableNuclei {
  /// Depth of the dip after a nucleus, in dB.
  static let dip: Float = 2
  /// Steps within which the dip must follow a maximum while the sound streams.
  static let lookAhead = 100

  /// Minimum voicing of a nucleus without F0: the script's pitch is more lenient too.
  private static let minVoicing: Float = 0.4

  static func isVoiced(_ step: VoiceStep) -> Bool {
    step.isVoiced || step.voicing >= minVoicing
  }

  /// Whether the step is a nucleus, voiced or not.
  ///
  /// - Parameters:
  ///   - end: steps from here on are ignored.
  ///   - threshold: speech threshold in dB.
  static func isMaximum(_ step: Int, of levels: [Float], before end: Int, threshold: Float) -> Bool {
    guard isPeak(step, of: levels, threshold) else { return false }
    var lowest = levels[step]
    for next in step + 1..<max(end, step + 1) {
      lowest = min(lowest, levels[next])
      if lowest < levels[step] - dip { return true }
      if isPeak(next, of: levels, threshold) { return false }
    }
    return false
  }

  private static func isPeak(_ step: Int, of levels: [Float], _ threshold: Float) -> Bool {
    step > 0 && step + 1 < levels.count && levels[step] > threshold
      && levels[step] > levels[step - 1] && levels[step] >= levels[step + 1]
  }
}

/// Silences of at least 0.3 s between sounds of at least 0.1 s.
struct Pauses: Equatable {
  private static let minSilence = 30
  private static let minSound = 10

  private(set) var count = 0
  /// Total length in steps.
  private(set) var steps = 0

  private var sounding = 0
  private var silent = 0
  private var hasBegun = false

  /// Appends the next step.
  mutating func add(isSounding: Bool) {
    if isSounding {
      sounding += 1
      guard sounding == Self.minSound else { return }
      if hasBegun, silent >= Self.minSilence {
        count += 1
        steps += silent
      }
      hasBegun = true
      silent = 0
    } else {
      silent += 1 + (sounding < Self.minSound ? sounding : 0)
      sounding = 0
    }
  }

  /// Mean length in seconds; NaN without pauses.
  var meanSeconds: Float {
    count == 0 ? .nan : Float(Double(steps) / Double(count) / LogMel.stepsPerSecond)
  }
}

/// The intensities of all steps, and the speech threshold: 25 dB below the 99th percentile.
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

  /// Speech threshold in dB over all steps so far.
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
