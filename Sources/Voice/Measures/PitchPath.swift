import Foundation

/// Chooses one candidate a frame so that the voice neither jumps nor breaks off more than the sound demands: the
/// cheapest path after Boersma (1993) with Praat's costs for steps of 10 ms.
///
/// A frame waits half a second before it enters the path, so that what counts as silence is judged by the loudest that
/// comes, and is decided half a second later. Memory does not grow with the sound.
struct PitchPath {
  /// Frames between a frame's arrival and its entering the path, and from there to its decision.
  static let lookAhead = 50
  static let delay = 50
  /// Frames whose peak is below this share of the loudest count as silent.
  static let silenceThreshold: Float = 0.03
  static let octaveJumpCost: Float = 0.35
  static let voicingCost: Float = 0.14

  /// What was decided of a frame.
  struct Decision {
    /// In Hz; NaN without voice.
    let hertz: Float
    /// The greatest strength of any of its candidates.
    let voicing: Float
    let amplitude: Float
  }

  private struct Step {
    var frame = PitchFrame()
    /// The candidate before, for each candidate.
    var origins = SIMD16<UInt8>(repeating: 0)
  }

  private var steps = [Step](repeating: Step(), count: PitchPath.lookAhead + PitchPath.delay + 1)
  private var scores = SIMD16<Float>(repeating: 0)
  /// Frames that arrived, entered the path, and were decided.
  private(set) var arrived = 0
  private(set) var entered = 0
  private(set) var decided = 0

  /// Adds a frame.
  mutating func append(_ frame: PitchFrame) {
    steps[arrived % steps.count] = Step(frame: frame)
    arrived += 1
  }

  /// Lets the next frame enter the path. `loudest`: the greatest magnitude of a sample so far.
  mutating func enter(loudest: Float) {
    let index = entered % steps.count
    let frame = steps[index].frame
    let loudness = min(1, frame.peak / loudest)
    let unvoiced =
      PitchCandidates.voicingThreshold
      + max(0, 2 - loudness * (1 + PitchCandidates.voicingThreshold) / Self.silenceThreshold)
    var next = SIMD16<Float>(repeating: -.infinity)
    let previous = entered == 0 ? PitchFrame() : steps[(entered - 1) % steps.count].frame
    var origins = SIMD16<UInt8>(repeating: 0)
    for candidate in 0..<frame.count {
      var cost = SIMD16<Float>(repeating: Self.voicingCost)
      var own = unvoiced
      if candidate == 0 {
        cost[0] = 0
      } else {
        let steps = previous.octaves - frame.octaves[candidate]
        cost = Self.octaveJumpCost * steps.replacing(with: -steps, where: steps .< 0)
        cost[0] = Self.voicingCost
        own = frame.strengths[candidate] - PitchCandidates.octaveCost * (Self.ceilingOctave - frame.octaves[candidate])
      }
      let totals = scores - cost
      var best = 0
      for origin in 1..<previous.count where totals[origin] > totals[best] { best = origin }
      origins[candidate] = UInt8(best)
      next[candidate] = totals[best] + own
    }
    // Only differences count; kept small, they lose no precision over hours.
    scores = next - next.max()
    steps[index].origins = origins
    entered += 1
  }

  private static let ceilingOctave = Float(log2(PitchCandidates.ceiling))

  /// Decides the earliest frame that is not decided, by the best path so far.
  mutating func decide() -> Decision {
    var candidate = 0
    for other in 1..<PitchFrame.mostCandidates where scores[other] > scores[candidate] { candidate = other }
    for step in stride(from: entered - 1, to: decided, by: -1) {
      candidate = Int(steps[step % steps.count].origins[candidate])
    }
    let frame = steps[decided % steps.count].frame
    decided += 1
    return Decision(
      hertz: candidate == 0 ? .nan : exp2(frame.octaves[candidate]),
      voicing: frame.voicing,
      amplitude: frame.amplitude
    )
  }
}
