extension VoiceMeasures {
  /// Gives out all frames up to this one.
  func giveOut(through last: Int, handler: FrameHandler) rethrows {
    while firstWaiting + given <= last {
      let index = given
      given += 1
      complete(&waiting[index], at: firstWaiting + index)
      try handler(waiting[index].frame)
    }
    waiting.removeFirst(given)
    firstWaiting += given
    given = 0
    let needed = firstWaiting * LogMel.hop - PeriodMarks.reach - LogMel.hop
    analysis.drop(before: needed, frame: frameCount)
  }

  /// Fills in what is told of the sound so far.
  private func complete(_ result: inout FrameAnalysis.Result, at index: Int) {
    var frame = result.frame
    defer { result.frame = frame }
    frame.harmonicity = result.harmonicity.decibels(loudest: loudest)
    let threshold = levels.threshold
    let end = min(levels.values.count, index + 1 + SyllableNuclei.lookAhead)
    let isMaximum = SyllableNuclei.isMaximum(index, of: levels.values, before: end, threshold: threshold)
    if isMaximum, SyllableNuclei.isVoiced(frame) {
      frame.isSyllable = 1
      syllableCount += 1
    }
    pauses.add(isSounding: frame.intensity > threshold)
    tallies.add(frame)
    frame.syllableRate = Float(Double(syllableCount) * LogMel.framesPerSecond / Double(index + 1))
    frame.voicedRatio = Float(tallies.voicedCount) / Float(index + 1)
    frame.pauseCount = Float(pauses.count)
    frame.pauseSeconds = pauses.meanSeconds
  }

  /// Gives out the last frame, with what the whole sound comes to, all of it judged by one threshold.
  func giveOutLast(handler: FrameHandler) rethrows -> VoiceSummary {
    complete(&waiting[0], at: firstWaiting)
    var frame = waiting[0].frame
    var summary = VoiceSummary()
    summary.seconds = Double(sampleCount) / Double(LogMel.sampleRate)
    summary.set(perturbation.jitter, perturbation.shimmer)
    tallies.fill(&summary)
    let threshold = levels.threshold
    pauses = Pauses()
    for (index, level) in levels.values.enumerated() {
      pauses.add(isSounding: level > threshold)
      let end = min(levels.values.count, index + 1 + SyllableNuclei.lookAhead)
      guard tallies.mayBeSyllable[index],
        SyllableNuclei.isMaximum(index, of: levels.values, before: end, threshold: threshold)
      else { continue }
      summary.syllableCount += 1
    }
    summary.syllableRate = Float(Double(summary.syllableCount) * LogMel.framesPerSecond / Double(levels.values.count))
    summary.pauseCount = pauses.count
    summary.pauseSeconds = pauses.meanSeconds
    frame.syllableRate = summary.syllableRate
    frame.pauseCount = Float(summary.pauseCount)
    frame.pauseSeconds = summary.pauseSeconds
    try handler(frame)
    return summary
  }
}
