/// Wall time by stage of reading a clip, in seconds. With several threads, decoding overlaps with the other stages, which
/// count the time of the calling thread.
public struct Stopwatch {
  public let start: ContinuousClock.Instant
  public var decodeSeconds: Double
  public var voiceSeconds = 0.0
  public var faceSeconds = 0.0
  /// Time after the last event, for the last windows.
  public var finishSeconds = 0.0

  init(start: ContinuousClock.Instant, decodeSeconds: Double) {
    self.start = start
    self.decodeSeconds = decodeSeconds
  }
}

extension ContinuousClock.Instant {
  /// Seconds of wall time since this instant.
  public var secondsUntilNow: Double {
    let duration = ContinuousClock.now - self
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}
