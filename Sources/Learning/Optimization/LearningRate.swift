import Foundation

/// A learning rate that rises evenly at first and then falls along half a cosine to 0 (Loshchilov and Hutter 2017).
public struct LearningRate: Equatable, Sendable {
  public let peak: Double
  public let warmUpSteps: Int
  public let steps: Int

  public init(peak: Double, warmUpSteps: Int, steps: Int) {
    self.peak = peak
    self.warmUpSteps = min(warmUpSteps, steps)
    self.steps = steps
  }

  /// The rate of the step of this number, from 0.
  public func callAsFunction(_ step: Int) -> Double {
    if step < warmUpSteps { return peak * Double(step + 1) / Double(warmUpSteps) }
    let share = Double(step - warmUpSteps) / Double(max(1, steps - warmUpSteps))
    return peak * 0.5 * (1 + cos(Double.pi * min(share, 1)))
  }
}
