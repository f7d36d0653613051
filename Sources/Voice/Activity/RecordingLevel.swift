import Foundation

/// The level of a recording as it streams in, and how far to raise it for the speech detector, which has learned from
/// speech at −50 to −12 dB of full scale.
///
/// The level is the highest power of the next 0.3 s, averaged over about 50 ms, and falls by 3 dB a second. Only quiet
/// recordings are raised, so that others are judged as they are.
struct RecordingLevel {
  /// Steps that must follow before a step's gain is known. Without them the silence before the first word would be raised
  /// into loud noise.
  static let lookAhead = 30
  /// The level that quiet recordings are raised to, in decibels as in `StepPower`: 55 dB below full scale.
  private static let target: Float = -6
  /// Levels below are silence, and not raised: 93 dB below full scale, averaged over 50 ms.
  private static let silence: Float = -44
  private static let smoothing: Float = 0.2
  /// Decibels a step.
  private static let fall: Float = 0.03

  /// Average power, linear.
  private var power: Float = 0
  /// Average powers of the steps whose gain is not known yet, in decibels.
  private var ahead: [Float] = []
  private var level = -Float.infinity

  /// Appends the power of the next step, in decibels.
  mutating func append(_ decibels: Float) {
    // Not a number becomes silence.
    let sane = decibels > -100 ? min(decibels, 100) : -100
    power += Self.smoothing * (pow(10, sane / 10) - power)
    ahead.append(10 * log10(power))
  }

  /// Returns the gain, in decibels, of the first step whose gain was not asked for yet.
  mutating func nextGain() -> Float {
    level = max(ahead.max() ?? -.infinity, level - Self.fall)
    ahead.removeFirst()
    return level < Self.silence ? 0 : max(0, Self.target - level)
  }
}
