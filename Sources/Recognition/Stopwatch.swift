import Records

/// Wall seconds by stage while a clip is analysed.
struct Stopwatch {
  var decodeSeconds = 0.0
  /// With the fusion head's share, which runs inside.
  var voiceSeconds = 0.0
  var fusionSeconds = 0.0
  var totalSeconds = 0.0

  var stages: StageTiming {
    StageTiming(
      decodeSeconds: decodeSeconds,
      voiceSeconds: max(0, voiceSeconds - fusionSeconds),
      faceSeconds: 0,
      fusionSeconds: fusionSeconds,
      totalSeconds: totalSeconds
    )
  }
}

extension ContinuousClock.Instant {
  /// Seconds of wall time since this instant.
  var secondsUntilNow: Double {
    let duration = ContinuousClock.now - self
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}
