/// The voice's units of time: samples, log-mel steps, and moments, each with one embedding of the voice encoder.
/// Inlinable, so that they are constants in every module.
public enum VoiceClock {
  /// Samples per second.
  @inlinable public static var sampleRate: Int { 16_000 }
  /// Samples from one log-mel step to the next.
  @inlinable public static var samplesPerStep: Int { 160 }
  @inlinable public static var stepsPerSecond: Double { Double(sampleRate) / Double(samplesPerStep) }
  /// Log-mel steps from one moment to the next.
  @inlinable public static var stepsPerMoment: Int { 4 }
  /// Seconds from one moment to the next, 0.04.
  @inlinable public static var momentSeconds: Double { Double(stepsPerMoment) / stepsPerSecond }

  /// Moments of a sound of `steps` log-mel steps; moment j is at step 4 j.
  @inlinable public static func momentCount(steps: Int) -> Int { (steps + stepsPerMoment - 1) / stepsPerMoment }
}
