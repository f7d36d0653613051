import Media

extension ClipAnalyzer {
  /// The face that the table given with the clip tells; nil without one. Throws `ClipFailure` and `MediaError`.
  func measuredFace(_ info: ClipInfo, since start: ContinuousClock.Instant) throws -> MeasuredFace? {
    guard let table = options.faceTable else { return nil }
    let limit = options.timeLimit.seconds(clipSeconds: info.durationSeconds ?? 0)
    return try MeasuredFace.read(table, options: options) { [isInterrupted] in
      if isInterrupted() { throw MediaError.interrupted }
      if start.secondsUntilNow > limit { throw MediaError.timeout }
    }
  }

  /// How long the analysed part is. Where nothing of the clip was decoded its head says it, or the table.
  func duration(of reader: ClipReader, hasSound: Bool, measured: MeasuredFace?) -> Double {
    guard let measured, !hasSound else { return reader.measuredDurationSeconds }
    if reader.info.isStill { return 0 }
    let rest = reader.info.durationSeconds.map { max(0, $0 - options.startSeconds) } ?? measured.tableSeconds
    return min(rest, options.durationSeconds ?? .infinity)
  }
}
