import Records

/// Wall seconds by stage while a clip is analysed.
struct Stopwatch {
  var decodeSeconds = 0.0
  var voiceSeconds = 0.0
  var faceSeconds = 0.0
  var fusionSeconds = 0.0
  var totalSeconds = 0.0

  /// Ends the clip.
  ///
  /// - Parameters:
  ///   - fusionSeconds: spent on fusion in all.
  ///   - finishSeconds: how long the end took: the last windows' voice, and some of the fusion.
  mutating func finish(fusionSeconds: Double, finishSeconds: Double, since start: ContinuousClock.Instant) {
    self.fusionSeconds = fusionSeconds
    totalSeconds = start.secondsUntilNow
    voiceSeconds += max(0, finishSeconds - fusionSeconds)
  }

  var stages: StageTiming {
    StageTiming(
      decodeSeconds: decodeSeconds,
      voiceSeconds: voiceSeconds,
      faceSeconds: faceSeconds,
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
