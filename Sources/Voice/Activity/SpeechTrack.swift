/// Where speech was in a clip.
public struct SpeechTrack: Equatable, Sendable {
  /// One flag for each 10 ms frame.
  public let isSpeech: [Bool]
  /// Signal-to-noise ratio in decibels: the mean power of the speech in the frames of speech over the mean power of the
  /// noise in all frames, both from 50 Hz to 8 kHz. Nil without speech.
  public let signalToNoise: Double?

  /// Seconds of speech.
  public var seconds: Double {
    Double(isSpeech.count { $0 }) / LogMel.framesPerSecond
  }

  /// The share of all frames that are speech.
  public var ratio: Double {
    ratio(in: 0..<isSpeech.count)
  }

  /// The share of these frames that are speech; frames beyond the end do not count.
  public func ratio(in frames: Range<Int>) -> Double {
    let there = frames.clamped(to: 0..<isSpeech.count)
    return there.isEmpty ? 0 : Double(isSpeech[there].count { $0 }) / Double(there.count)
  }

  /// The part of these frames from the first to the last that is speech; nil where fewer than `least` are.
  public func speech(in frames: Range<Int>, least: Int) -> Range<Int>? {
    let there = frames.clamped(to: 0..<isSpeech.count)
    guard isSpeech[there].count(where: { $0 }) >= max(1, least) else { return nil }
    return isSpeech[there].firstIndex(of: true)!..<isSpeech[there].lastIndex(of: true)! + 1
  }
}
