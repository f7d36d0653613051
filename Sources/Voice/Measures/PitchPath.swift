import Foundation

/// Chooses one pitch candidate per step along the cheapest path, which penalises octave jumps and voicing changes:
/// Boersma (1993), with Praat's costs for steps of 10 ms.
///
/// A step enters the path after half a second, so that silence is judged against the loudest sound up to then, and is
/// decided half a second later. Memory does not grow with the sound.
struct PitchPath {
  /// Delay in steps from arrival to entering the path, and from there to the decision.
  static let lookAhead = 50
  static let delay = 50
  /// Steps with a peak below this fraction of the loudest are silent.
  static let silenceThreshold: Float = 0.03
  static let octaveJumpCost: Float = 0.35
  static let voicingCost: Float = 0.14

  /// The decision on one step.
  struct Decision {
    /// F0 in Hz; NaN if unvoiced.
    let hertz: Float
    /// Maximum strength of the step's candidates.
    let voicing: Float
    let amplitude: Float
  }

  private struct Node {
    var step = PitchStep()
    /// The predecessor of each candidate.
    var origins = SIMD16<UInt8>(repeating: 0)
  }

  private var nodes = [Node](repeating: Node(), count: PitchPath.lookAhead + PitchPath.delay + 1)
  private var scores = SIMD16<Float>(repeating: 0)
  /// Number of steps that have arrived, entered the path and been decided.
  private(set) var arrived = 0
  private(set) var entered = 0
  private(set) var decided = 0

  /// Appends a step.
  mutating func append(_ step: PitchStep) {
    nodes[arrived % nodes.count] = Node(step: step)
    arrived += 1
  }

  /// Lets the next step enter the path. `peakLevel` is the maximum sample magnitude so far.
  mutating func enter(peakLevel: Float) {
    let index = entered % nodes.count
    let step = nodes[index].step
    let loudness = min(1, step.peak / peakLevel)
    let unvoiced =
      PitchCandidates.voicingThreshold
      + max(0, 2 - loudness * (1 + PitchCandidates.voicingThreshold) / Self.silenceThreshold)
    var next = SIMD16<Float>(repeating: -.infinity)
    let previous = entered == 0 ? PitchStep() : nodes[(entered - 1) % nodes.count].step
    var origins = SIMD16<UInt8>(repeating: 0)
    for candidate in 0..<step.count {
      var cost = SIMD16<Float>(repeating: Self.voicingCost)
      var own = unvoiced
      if candidate == 0 {
        cost[0] = 0
      } else {
        let nodes = previous.octaves - step.octaves[candidate]
        cost = Self.octaveJumpCost * nodes.replacing(with: -nodes, where: nodes .< 0)
        cost[0] = Self.voicingCost
        own = step.strengths[candidate] - PitchCandidates.octaveCost * (Self.ceilingOctave - step.octaves[candidate])
      }
      let totals = scores - cost
      var best = 0
      for origin in 1..<previous.count where totals[origin] > totals[best] { best = origin }
      origins[candidate] = UInt8(best)
      next[candidate] = totals[best] + own
    }
    // Only differences matter; kept small, they lose no precision over hours.
    scores = next - next.max()
    nodes[index].origins = origins
    entered += 1
  }

  private static let ceilingOctave = Float(log2(PitchCandidates.ceiling))

  /// Decides the earliest undecided step, along the best path so far.
  mutating func decide() -> Decision {
    var candidate = 0
    for other in 1..<PitchStep.maxCandidates where scores[other] > scores[candidate] { candidate = other }
    for node in stride(from: entered - 1, to: decided, by: -1) {
      candidate = Int(nodes[node % nodes.count].origins[candidate])
    }
    let step = nodes[decided % nodes.count].step
    decided += 1
    return Decision(
      hertz: candidate == 0 ? .nan : exp2(step.octaves[candidate]),
      voicing: step.voicing,
      amplitude: step.amplitude
    )
  }
}
