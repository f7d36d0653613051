import Foundation

/// Measures the voice in a sound at 16 kHz that arrives in pieces: a row every 10 ms, and the whole sound at the end.
///
/// Frame i is centred on sample 160 i, as many frames as `LogMel` has. A frame is given out when its F0 is decided (a
/// second later) and the voiced stretch that it is in has ended or is 3 s long. What is kept of samples and frames does
/// not grow with the sound, but for 9 bytes a frame. Not thread-safe.
public final class VoiceMeasures {
  /// Takes the next frame.
  public typealias FrameHandler = (VoiceFrame) throws -> Void

  /// The longest voiced stretch in frames; longer ones are cut.
  private static let longestStretch = 300
  /// Half of the loudest is forgotten after 30 s, so that a bang does not silence what comes long after.
  private static let forgetting = exp2(Float(-1) / 3000)
  private static let quietest: Float = 1e-3

  private let analysis = FrameAnalysis()
  private var path = PitchPath()
  private let periodMarks = PeriodMarks()
  private var perturbation = Perturbation()
  private var tremorSearch = TremorSearch()
  private var levels = SpeechLevels()
  private var pauses = Pauses()
  private var tallies = SummaryTallies()
  private var syllableCount = 0

  private var sampleCount = 0
  /// Frames analysed.
  private var frameCount = 0
  private var loudest = VoiceMeasures.quietest
  /// Frames not given out yet, the first of which is `firstWaiting`.
  private var waiting: [FrameAnalysis.Result] = []
  private var firstWaiting = 0
  /// The voiced stretch that ends with the latest decided frame.
  private var stretch: [Float] = []
  private var amplitudes: [Float] = []
  private var isContinued = false
  /// Waiting frames already given out.
  private var given = 0

  public init() {}

  /// Adds samples at 16 kHz.
  public func append(_ samples: [Float], handler: FrameHandler) rethrows {
    samples.withUnsafeBufferPointer { analysis.sound.append($0) }
    sampleCount += samples.count
    while frameCount * LogMel.hop + FrameAnalysis.reach <= analysis.sound.end {
      if let ready = analyse() { try giveOut(through: ready, handler: handler) }
    }
  }

  /// Ends the sound: gives out the frames that are left, as if silence followed.
  public func finish(handler: FrameHandler) rethrows -> VoiceSummary {
    let total = LogMel.frameCount(samples: sampleCount)
    analysis.sound.appendZeros(FrameAnalysis.reach + LogMel.hop)
    while frameCount < total {
      if let ready = analyse() { try giveOut(through: ready, handler: handler) }
    }
    while path.entered < path.arrived { enter() }
    while path.decided < path.entered {
      if let ready = decide(), ready < total - 1 { try giveOut(through: ready, handler: handler) }
    }
    if !stretch.isEmpty { endStretch(before: total) }
    try giveOut(through: total - 2, handler: handler)
    return try giveOutLast(handler: handler)
  }

  /// Measures the next frame; what comes back is the last frame that can be given out, if there is a new one.
  private func analyse() -> Int? {
    let start = frameCount == 0 ? 0 : frameCount * LogMel.hop + FrameAnalysis.reach - LogMel.hop
    let end = frameCount * LogMel.hop + FrameAnalysis.reach
    loudest *= Self.forgetting
    let samples = analysis.sound.pointer(at: start)
    for index in 0..<end - start { loudest = max(loudest, abs(samples[index])) }
    loudest = max(loudest, Self.quietest)
    let result = analysis.measure(frameCount)
    waiting.append(result)
    levels.append(result.frame.intensity)
    path.append(result.pitch)
    frameCount += 1
    if path.arrived - path.entered > PitchPath.lookAhead { enter() }
    return path.entered - path.decided > PitchPath.delay ? decide() : nil
  }

  private func enter() {
    path.enter(loudest: loudest)
  }

  /// Decides the next frame's F0. Returns it where no later frame changes what was measured of it and those before it.
  private func decide() -> Int? {
    let frame = path.decided
    let decision = path.decide()
    waiting[frame - firstWaiting].frame.f0 = decision.hertz
    guard decision.hertz.isNaN else {
      stretch.append(decision.hertz)
      amplitudes.append(decision.amplitude)
      guard stretch.count == Self.longestStretch else { return nil }
      endStretch(before: frame + 1)
      isContinued = true
      return frame
    }
    waiting[frame - firstWaiting].frame.formants = SIMD4(repeating: .nan)
    if !stretch.isEmpty { endStretch(before: frame) }
    isContinued = false
    return frame
  }
}

extension VoiceMeasures {
  private static let leastTremor = (f0: 0.007, amplitude: 0.01)
  /// Jitter and shimmer of a frame are those of the periods this near, in samples.
  private static let perturbationReach = 0.075 * Double(LogMel.sampleRate)

  /// Measures what needs a whole voiced stretch.
  private func endStretch(before end: Int) {
    let contour = PitchContour(firstFrame: end - stretch.count, values: stretch)
    measurePerturbation(contour)
    measureTremor(contour.firstFrame)
    stretch.removeAll(keepingCapacity: true)
    amplitudes.removeAll(keepingCapacity: true)
  }

  private func measurePerturbation(_ contour: PitchContour) {
    periodMarks.find(contour, in: analysis.sound, loudest: Double(loudest), isContinued: isContinued)
    perturbation.beginStretch()
    for mark in periodMarks.marks { perturbation.add(mark, in: analysis.sound) }
    for frame in contour.firstFrame..<contour.firstFrame + contour.values.count {
      let centre = Double(frame * LogMel.hop)
      let (jitter, shimmer) = perturbation.between(centre - Self.perturbationReach, centre + Self.perturbationReach)
      waiting[frame - firstWaiting].frame.set(jitter, shimmer)
    }
  }

  private func measureTremor(_ first: Int) {
    for frames in TremorSearch.contours(frames: stretch.count) {
      let f0 = tremorSearch.find(stretch[frames], leastDepth: Self.leastTremor.f0)
      let amplitude = tremorSearch.find(amplitudes[frames], leastDepth: Self.leastTremor.amplitude)
      for frame in frames {
        let index = first + frame - firstWaiting
        if let f0 { waiting[index].frame.f0Tremor = SIMD2(f0.hertz, f0.depth) }
        if let amplitude { waiting[index].frame.amplitudeTremor = SIMD2(amplitude.hertz, amplitude.depth) }
      }
    }
  }
}

extension VoiceMeasures {
  /// Gives out all frames up to this one.
  private func giveOut(through last: Int, handler: FrameHandler) rethrows {
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
  private func giveOutLast(handler: FrameHandler) rethrows -> VoiceSummary {
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
