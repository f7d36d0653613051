import Emotion
import Foundation
import Networks
import Numerics

/// Cross-entropy that weighs an example down the surer the network already is of it (Lin and others, "Focal loss for dense
/// object detection", 2017), with smoothed labels (Szegedy et al. 2016): −Σ t (1 − p)^γ ln p over the candidates.
public struct FocalLoss: Sendable {
  /// γ: 0 is plain cross-entropy.
  public let focus: Double
  /// Share of the target that is spread evenly over the candidates.
  public let smoothing: Double

  public init(focus: Double = 1, smoothing: Double = 0.1) {
    precondition(focus == 0 || focus >= 1, "a focus between 0 and 1 has no slope where the network is sure")
    self.focus = focus
    self.smoothing = smoothing
  }

  /// The mean loss of logits (examples, 8), times `weight`; its gradient is added to that of the logits.
  ///
  /// - Parameter counts: how much each example counts in the mean; those that count 0 may lack a meaning.
  @discardableResult
  public func callAsFunction(
    _ logits: Matrix,
    _ targets: [EmotionTarget],
    counts: [Double],
    weight: Double = 1,
    on tape: Tape?
  ) -> Double {
    precondition(logits.rows == targets.count && counts.count == targets.count, "a target and a count for each example")
    let total = counts.reduce(0, +)
    guard total > 0 else { return 0 }
    let gradient = tape?.gradient(of: logits)
    var sum = 0.0
    for (row, target) in targets.enumerated() where counts[row] > 0 {
      let share = weight * counts[row] / total
      let (loss, slopes) = example(logits.row(row).map(Double.init), target)
      sum += share * loss
      guard let gradient else { continue }
      for label in slopes.indices { gradient[row, label] += Float(share * slopes[label]) }
    }
    return sum
  }

  /// The loss of one example and its gradient with respect to the logits.
  private func example(_ logits: [Double], _ target: EmotionTarget) -> (loss: Double, slopes: [Double]) {
    let labels = EmotionLabel.allCases
    let candidates = labels.indices.filter { target.candidates.contains(labels[$0]) }
    let maximum = candidates.reduce(-Double.infinity) { max($0, logits[$1]) }
    let sum = candidates.reduce(0) { $0 + exp(logits[$1] - maximum) }
    var loss = 0.0
    // ∂loss/∂p times p, and p, of each candidate.
    var pulls = [Double](repeating: 0, count: labels.count)
    var probabilities = pulls
    for index in candidates {
      let logarithm = logits[index] - maximum - log(sum)
      let probability = min(exp(logarithm), 1 - 1e-9)
      let spread = smoothing / Double(candidates.count)
      let share = spread + (labels[index] == target.label ? 1 - smoothing : 0)
      let doubt = pow(1 - probability, focus)
      loss -= share * doubt * logarithm
      pulls[index] = share * (focus * doubt / (1 - probability) * probability * logarithm - doubt)
      probabilities[index] = probability
    }
    let total = pulls.reduce(0, +)
    return (loss, pulls.indices.map { pulls[$0] - probabilities[$0] * total })
  }
}

/// What an example is labelled with, and among which labels it was chosen: that a corpus has no `calm` says nothing
/// about `calm`.
public struct EmotionTarget: Equatable, Sendable {
  public let label: EmotionLabel
  public let candidates: Set<EmotionLabel>

  public init(_ label: EmotionLabel, among candidates: Set<EmotionLabel> = Set(EmotionLabel.allCases)) {
    precondition(candidates.contains(label), "\(label) is not among its candidates")
    self.label = label
    self.candidates = candidates
  }
}
