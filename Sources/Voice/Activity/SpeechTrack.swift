/// The speech in a clip, step by step.
public struct SpeechTrack: Equatable, Sendable {
  /// One flag per 10 ms step.
  public let isSpeech: [Bool]
  /// Signal-to-noise ratio in decibels: mean speech power over the speech steps, divided by mean noise power over all
  /// steps, both from 50 Hz to 8 kHz. Nil without speech.
  public let signalToNoise: Double?
  /// Mean power of the speech steps from 50 Hz to 8 kHz, in decibels of full scale (a mean square of 1). Nil without
  /// speech.
  public let level: Double?
  /// Whether the speech has nothing above 4.6 kHz.
  public let isTelephoneBand: Bool
  /// Whether peaks of the sound are cut off: see `ClippingDetector`.
  public var isClipped = false

  public init(isSpeech: [Bool], signalToNoise: Double?, level: Double? = nil, isTelephoneBand: Bool = false) {
    self.isSpeech = isSpeech
    self.signalToNoise = signalToNoise
    self.level = level
    self.isTelephoneBand = isTelephoneBand
  }

  /// Seconds of speech.
  public var seconds: Double {
    Double(isSpeech.count { $0 }) / LogMel.stepsPerSecond
  }

  /// Fraction of all steps that are speech.
  public var ratio: Double {
    ratio(in: 0..<isSpeech.count)
  }

  /// Fraction of `steps` that are speech; steps past the end do not count.
  public func ratio(in steps: Range<Int>) -> Double {
    let inside = steps.clamped(to: 0..<isSpeech.count)
    return inside.isEmpty ? 0 : Double(isSpeech[inside].count { $0 }) / Double(inside.count)
  }

  /// Seconds of speech within `steps`.
  public func seconds(in steps: Range<Int>) -> Double {
    Double(isSpeech[steps.clamped(to: 0..<isSpeech.count)].count { $0 }) / LogMel.stepsPerSecond
  }

  /// The range from the first to the last speech step within `steps`; nil if fewer than `minimum` are speech.
  public func speech(in steps: Range<Int>, minimum: Int) -> Range<Int>? {
    let inside = steps.clamped(to: 0..<isSpeech.count)
    guard isSpeech[inside].count(where: { $0 }) >= max(1, minimum) else { return nil }
    return isSpeech[inside].firstIndex(of: true)!..<isSpeech[inside].lastIndex(of: true)! + 1
  }
}
