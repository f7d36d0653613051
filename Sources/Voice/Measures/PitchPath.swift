import Foundation

/// Chooses one candidate a step so that the voice neither jumps nor breaks off more than the sound demands: the
/// cheapest path after Boersma (1993) with Praat's costs for nodes of 10 ms.
///
/// A step waits half a second before it enters the path, so that what counts as silence is judged by the loudest that
/// comes, and is decided half a second later. Memory does not grow with the sound.
struct PitchPath {
  /// Steps between a step's arrival and its entering the path, and from there to its decision.
  static let lookAhead = 50
  static let delay = 50
  /// Steps whose peak is below this share of the loudest count as silent.
  static let silenceThreshold: Float = 0.03
  static let octaveJumpCost: Float = 0.35
  static let voicingCost: Float = 0.14

  /// What was decided of a step.
  struct Decision {
    /// In Hz; NaN without voice.
    let hertz: Float
    /// The greatest strength of any of its candidates.
    let voicing: Float
    let amplitude: Float
  }

  private struct Node {
    var step = PitchStep()
    /// The candidate before, for each candidate.
    var origins = SIMD16<UInt8>(repeating: 0)
  }

  private var nodes = [Node](repeating: Node(), count: PitchPath.lookAhead + PitchPath.delay + 1)
  private var scores = SIMD16<Float>(repeating: 0)
  /// Steps that arrived, entered the path, and were decided.
  private(set) var arrived = 0
  private(set) var entered = 0
  private(set) var decided = 0

  /// Adds a step.
  mutating func append(_ step: PitchStep) {
    nodes[arrived % nodes.count] = Node(step: step)
    arrived += 1
  }

  /// Lets the next step enter the path. `loudest`: the greatest magnitude of a sample so far.
  mutating func enter(loudest: Float) {
    let index = entered % nodes.count
    let step = nodes[index].step
    let loudness = min(1, step.peak / loudest)
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
    // Only differences count; kept small, they lose no precision over hours.
    scores = next - next.max()
    nodes[index].origins = origins
    entered += 1
  }

  private static let ceilingOctave = Float(log2(PitchCandidates.ceiling))

  /// Decides the earliest step that is not decided, by the best path so far.
  mutating func decide() -> Decision {
    var candidate = 0
    for other in 1..<PitchStep.mostCandidates where scores[other] > scores[candidate] { candidate = other }
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
