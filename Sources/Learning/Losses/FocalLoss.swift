import Emotion
import Foundation
import Networks
import Numerics

/// Focal loss: cross-entropy that gives confident examples less weight (Lin et al., "Focal loss for dense object
/// detection", 2017), with label smoothing (Szegedy et al. 2016): −Σ t (1 − p)^γ ln p over the candidates.
public struct FocalLoss: Sendable {
  /// γ: 0 is plain cross-entropy.
  public let focus: Double
  /// Share of the target that is distributed evenly over the candidates.
  public let smoothing: Double

  public init(focus: Double = 1, smoothing: Double = 0.1) {
    precondition(focus == 0 || focus >= 1, "a focus between 0 and 1 has no gradient at probability 1")
    self.focus = focus
    self.smoothing = smoothing
  }

  /// Returns the weighted mean loss of logits (examples, 8), times `weight`, and adds its gradient to that of the
  /// logits.
  ///
  /// - Parameter weights: the weight of each example in the mean; logits of examples with weight 0 are ignored.
  @discardableResult
  public func callAsFunction(
    _ logits: Matrix,
    _ targets: [EmotionTarget],
    weights: [Double],
    weight: Double = 1,
    on tape: Tape?
  ) -> Double {
    precondition(
      logits.rows == targets.count && weights.count == targets.count,
      "each example needs a target and a weight"
    )
    let total = weights.reduce(0, +)
    guard total > 0 else { return 0 }
    let gradient = tape?.gradient(of: logits)
    var sum = 0.0
    for (row, target) in targets.enumerated() where weights[row] > 0 {
      let share = weight * weights[row] / total
      let (loss, exampleGradient) = example(logits.row(row).map(Double.init), target)
      sum += share * loss
      guard let gradient else { continue }
      for label in exampleGradient.indices { gradient[row, label] += Float(share * exampleGradient[label]) }
    }
    return sum
  }

  /// Returns the loss of one example and its gradient with respect to the logits.
  private func example(_ logits: [Double], _ target: EmotionTarget) -> (loss: Double, gradient: [Double]) {
    let labels = EmotionLabel.allCases
    let candidates = labels.indices.filter { target.candidates.contains(labels[$0]) }
    let maximum = candidates.reduce(-Double.infinity) { max($0, logits[$1]) }
    let sum = candidates.reduce(0) { $0 + exp(logits[$1] - maximum) }
    var loss = 0.0
    // p ∂loss/∂p, and p, for each candidate.
    var derivatives = [Double](repeating: 0, count: labels.count)
    var probabilities = derivatives
    for index in candidates {
      let logarithm = logits[index] - maximum - log(sum)
      let probability = min(exp(logarithm), 1 - 1e-9)
      let spread = smoothing / Double(candidates.count)
      let share = spread + (labels[index] == target.label ? 1 - smoothing : 0)
      let modulation = pow(1 - probability, focus)
      loss -= share * modulation * logarithm
      derivatives[index] = share * (focus * modulation / (1 - probability) * probability * logarithm - modulation)
      probabilities[index] = probability
    }
    let total = derivatives.reduce(0, +)
    return (loss, derivatives.indices.map { derivatives[$0] - probabilities[$0] * total })
  }
}

/// An example's label and the candidates it was chosen from: a corpus without `disgust` says nothing about `disgust`.
public struct EmotionTarget: Equatable, Sendable {
  public let label: EmotionLabel
  public let candidates: Set<EmotionLabel>

  public init(_ label: EmotionLabel, among candidates: Set<EmotionLabel> = Set(EmotionLabel.allCases)) {
    precondition(candidates.contains(label), "\(label) is not among its candidates")
    self.label = label
    self.candidates = candidates
  }

  /// The candidates of a corpus with these labels. Where neutral is one of them, so is calm, which few corpora have: else
  /// nothing would keep their neutral voices from sounding calm.
  public static func candidates(ofLabels labels: Set<EmotionLabel>) -> Set<EmotionLabel> {
    labels.contains(.neutral) ? labels.union([.calm]) : labels
  }
}
