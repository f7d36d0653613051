/// How a voice is divided in time, by all that share its clock: samples, log-mel frames, and moments, each of which has one
/// embedding of the voice encoder. Inlinable, so that they are constants in every module.
public enum VoiceClock {
  /// Samples a second.
  @inlinable public static var sampleRate: Int { 16_000 }
  /// Samples from one log-mel frame to the next.
  @inlinable public static var samplesPerFrame: Int { 160 }
  @inlinable public static var framesPerSecond: Double { Double(sampleRate) / Double(samplesPerFrame) }
  /// Log-mel frames from one moment to the next.
  @inlinable public static var framesPerMoment: Int { 4 }
  /// Seconds from one moment to the next, 0.04.
  @inlinable public static var momentSeconds: Double { Double(framesPerMoment) / framesPerSecond }
}
