import Foundation

/// Measures the voice in a 16 kHz sound that arrives in pieces: one `VoiceStep` every 10 ms, and a summary at the end.
///
/// Step i is centred on sample 160 i; there are as many steps as in `LogMel`. A step is emitted when its F0 is decided
/// (one second later) and its voiced stretch has ended or is 3 s long. Apart from 9 bytes a step, memory does not grow
/// with the sound. Not thread-safe.
public final class VoiceMeasures {
  /// Receives the next step.
  public typealias StepHandler = (VoiceStep) throws -> Void

  /// Maximum length of a voiced stretch in steps; longer ones are cut.
  private static let maxStretch = 300
  /// Decay of the loudest sample per step: it halves in 30 s, so that a bang does not silence what comes long after.
  private static let peakDecay = exp2(Float(-1) / 3000)
  private static let minPeak: Float = 1e-3

  private let analysis = StepAnalysis()
  private var path = PitchPath()
  private let periodMarks = PeriodMarks()
  private var perturbation = Perturbation()
  private var tremorSearch = TremorDetector()
  private var levels = SpeechLevels()
  private var pauses = Pauses()
  private var tallies = SummaryTallies()
  private var syllableCount = 0

  private var sampleCount = 0
  /// Steps analysed.
  private var stepCount = 0
  private var peakLevel = VoiceMeasures.minPeak
  /// Steps not yet emitted, starting with step `firstPending`.
  private var pending: [StepAnalysis.Result] = []
  private var firstPending = 0
  /// F0 of the voiced stretch that ends with the latest decided step.
  private var stretch: [Float] = []
  private var amplitudes: [Float] = []
  private var isContinued = false
  /// Pending steps already emitted.
  private var emittedCount = 0

  public init() {}

  /// Appends samples at 16 kHz.
  public func append(_ samples: [Float], handler: StepHandler) rethrows {
    samples.withUnsafeBufferPointer { analysis.sound.append($0) }
    sampleCount += samples.count
    while stepCount * LogMel.hop + StepAnalysis.reach <= analysis.sound.end {
      if let ready = analyse() { try emit(through: ready, handler: handler) }
    }
  }

  /// Ends the sound: emits the remaining steps, as if silence followed, and returns the summary.
  public func finish(handler: StepHandler) rethrows -> VoiceSummary {
    let total = LogMel.stepCount(samples: sampleCount)
    analysis.sound.appendZeros(StepAnalysis.reach + LogMel.hop)
    while stepCount < total {
      if let ready = analyse() { try emit(through: ready, handler: handler) }
    }
    while path.entered < path.arrived { enter() }
    while path.decided < path.entered {
      if let ready = decide(), ready < total - 1 { try emit(through: ready, handler: handler) }
    }
    if !stretch.isEmpty { endStretch(before: total) }
    try emit(through: total - 2, handler: handler)
    return try emitRemaining(handler: handler)
  }

  /// Measures the next step. Returns the last step that can be emitted, if there is a new one.
  private func analyse() -> Int? {
    let start = stepCount == 0 ? 0 : stepCount * LogMel.hop + StepAnalysis.reach - LogMel.hop
    let end = stepCount * LogMel.hop + StepAnalysis.reach
    peakLevel *= Self.peakDecay
    let samples = analysis.sound.pointer(at: start)
    for index in 0..<end - start { peakLevel = max(peakLevel, abs(samples[index])) }
    peakLevel = max(peakLevel, Self.minPeak)
    let result = analysis.measure(stepCount)
    pending.append(result)
    levels.append(result.step.intensity)
    path.append(result.pitch)
    stepCount += 1
    if path.arrived - path.entered > PitchPath.lookAhead { enter() }
    return path.entered - path.decided > PitchPath.delay ? decide() : nil
  }

  private func enter() {
    path.enter(peakLevel: peakLevel)
  }

  /// Decides the F0 of the next step. Returns that step if no later one can change it or an earlier one.
  private func decide() -> Int? {
    let step = path.decided
    let decision = path.decide()
    pending[step - firstPending].step.f0 = decision.hertz
    guard decision.hertz.isNaN else {
      stretch.append(decision.hertz)
      amplitudes.append(decision.amplitude)
      guard stretch.count == Self.maxStretch else { return nil }
      endStretch(before: step + 1)
      isContinued = true
      return step
    }
    pending[step - firstPending].step.formants = SIMD4(repeating: .nan)
    if !stretch.isEmpty { endStretch(before: step) }
    isContinued = false
    return step
  }
}

extension VoiceMeasures {
  private static let minTremor = (f0: 0.007, amplitude: 0.01)
  /// A step's jitter and shimmer cover the periods within this distance, in samples.
  private static let perturbationReach = 0.075 * Double(LogMel.sampleRate)

  /// Measures what needs a whole voiced stretch.
  private func endStretch(before end: Int) {
    let contour = PitchContour(firstStep: end - stretch.count, values: stretch)
    measurePerturbation(contour)
    measureTremor(contour.firstStep)
    stretch.removeAll(keepingCapacity: true)
    amplitudes.removeAll(keepingCapacity: true)
  }

  private func measurePerturbation(_ contour: PitchContour) {
    periodMarks.find(contour, in: analysis.sound, peakLevel: Double(peakLevel), isContinued: isContinued)
    perturbation.beginStretch()
    for mark in periodMarks.marks { perturbation.add(mark, in: analysis.sound) }
    for step in contour.firstStep..<contour.firstStep + contour.values.count {
      let centre = Double(step * LogMel.hop)
      let (jitter, shimmer) = perturbation.between(centre - Self.perturbationReach, centre + Self.perturbationReach)
      pending[step - firstPending].step.set(jitter, shimmer)
    }
  }

  private func measureTremor(_ first: Int) {
    for steps in TremorDetector.contours(steps: stretch.count) {
      let f0 = tremorSearch.find(stretch[steps], minDepth: Self.minTremor.f0)
      let amplitude = tremorSearch.find(amplitudes[steps], minDepth: Self.minTremor.amplitude)
      for step in steps {
        let index = first + step - firstPending
        if let f0 { pending[index].step.f0Tremor = SIMD2(f0.hertz, f0.depth) }
        if let amplitude { pending[index].step.amplitudeTremor = SIMD2(amplitude.hertz, amplitude.depth) }
      }
    }
  }
}

extension VoiceMeasures {
  /// Emits all steps up to `last`.
  private func emit(through last: Int, handler: StepHandler) rethrows {
    while firstPending + emittedCount <= last {
      let index = emittedCount
      emittedCount += 1
      complete(&pending[index], at: firstPending + index)
      try handler(pending[index].step)
    }
    pending.removeFirst(emittedCount)
    firstPending += emittedCount
    emittedCount = 0
    let needed = firstPending * LogMel.hop - PeriodMarks.reach - LogMel.hop
    analysis.drop(before: needed, step: stepCount)
  }

  /// Fills in the measures of the sound so far.
  private func complete(_ result: inout StepAnalysis.Result, at index: Int) {
    var step = result.step
    defer { result.step = step }
    step.harmonicity = result.harmonicity.decibels(peakLevel: peakLevel)
    let threshold = levels.threshold
    let end = min(levels.values.count, index + 1 + SyllableNuclei.lookAhead)
    let isMaximum = SyllableNuclei.isMaximum(index, of: levels.values, before: end, threshold: threshold)
    if isMaximum, SyllableNuclei.isVoiced(step) {
      step.isSyllable = 1
      syllableCount += 1
    }
    pauses.add(isSounding: step.intensity > threshold)
    tallies.add(step)
    step.syllableRate = Float(Double(syllableCount) * LogMel.stepsPerSecond / Double(index + 1))
    step.voicedRatio = Float(tallies.voicedCount) / Float(index + 1)
    step.pauseCount = Float(pauses.count)
    step.pauseSeconds = pauses.meanSeconds
  }

  /// Emits the last step with the measures of the whole sound, all judged by the final threshold, and returns the
  /// summary.
  private func emitRemaining(handler: StepHandler) rethrows -> VoiceSummary {
    complete(&pending[0], at: firstPending)
    var step = pending[0].step
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
    summary.syllableRate = Float(Double(summary.syllableCount) * LogMel.stepsPerSecond / Double(levels.values.count))
    summary.pauseCount = pauses.count
    summary.pauseSeconds = pauses.meanSeconds
    step.syllableRate = summary.syllableRate
    step.pauseCount = Float(summary.pauseCount)
    step.pauseSeconds = summary.pauseSeconds
    try handler(step)
    return summary
  }
}
