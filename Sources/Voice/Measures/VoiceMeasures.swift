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

  let analysis = FrameAnalysis()
  private var path = PitchPath()
  let periodMarks = PeriodMarks()
  var perturbation = Perturbation()
  var tremorSearch = TremorSearch()
  var levels = SpeechLevels()
  var pauses = Pauses()
  var tallies = SummaryTallies()
  var syllableCount = 0

  var sampleCount = 0
  /// Frames analysed.
  var frameCount = 0
  var loudest = VoiceMeasures.quietest
  /// Frames not given out yet, the first of which is `firstWaiting`.
  var waiting: [FrameAnalysis.Result] = []
  var firstWaiting = 0
  /// The voiced stretch that ends with the latest decided frame.
  var stretch: [Float] = []
  var amplitudes: [Float] = []
  var isContinued = false
  /// Waiting frames already given out.
  var given = 0

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
