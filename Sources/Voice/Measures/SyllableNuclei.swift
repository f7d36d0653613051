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
