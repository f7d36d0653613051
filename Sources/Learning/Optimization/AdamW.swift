import CKernels
import Foundation
import Networks
import Numerics

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019). Weight decay applies to matrices, not to vectors
/// (biases, norms).
public final class AdamW {
  public struct Settings: Sendable {
    public var weightDecay: Float = 0.05
    public var beta1: Float = 0.9
    public var beta2: Float = 0.99
    public var epsilon: Float = 1e-8
    /// Maximum norm of the gradient over all weights; a larger gradient is scaled down.
    public var maxNorm: Float = 2

    public init() {}
  }

  private let tensors: [TrainableWeights.Tensor]
  private let settings: Settings
  private let means: [Matrix]
  private let squares: [Matrix]
  /// Steps taken.
  public private(set) var count = 0

  public init(_ tensors: [TrainableWeights.Tensor], settings: Settings = Settings()) {
    self.tensors = tensors
    self.settings = settings
    means = tensors.map { Matrix(rows: $0.values.rows, columns: $0.values.columns) }
    squares = tensors.map { Matrix(rows: $0.values.rows, columns: $0.values.columns) }
  }

  /// The state that a checkpoint holds besides the weights: running means of the gradients and of their squares.
  public var state: [(name: String, values: Matrix)] {
    zip(tensors, means).map { ("\($0.name).mean", $1) } + zip(tensors, squares).map { ("\($0.name).square", $1) }
  }

  /// Resumes from a checkpoint after its `state` was restored.
  public func resume(after count: Int) {
    self.count = count
  }

  /// Takes one step, with one gradient per tensor in order.
  public func step(_ gradients: [Matrix], rate: Float) {
    precondition(gradients.count == tensors.count, "\(gradients.count) gradients for \(tensors.count) tensors")
    count += 1
    let norm = gradients.reduce(0) { $0 + Self.squaredNorm($1) }.squareRoot()
    let scale = norm > settings.maxNorm ? settings.maxNorm / norm : 1
    let correction = AdamCorrection(settings, count: count)
    for index in tensors.indices {
      let weights = tensors[index].values
      ck_adam_step(
        weights.pointer,
        gradients[index].pointer,
        means[index].pointer,
        squares[index].pointer,
        weights.rows * weights.columns,
        scale,
        rate * correction.rate,
        settings.beta1,
        settings.beta2,
        settings.epsilon * correction.epsilon,
        weights.rows > 1 ? 1 - rate * settings.weightDecay : 1
      )
    }
  }

  private static func squaredNorm(_ matrix: Matrix) -> Float {
    ck_dot(matrix.pointer, matrix.pointer, matrix.rows * matrix.columns)
  }
}

/// Bias correction of the running means, which start at 0, as factors on the learning rate and ε.
private struct AdamCorrection {
  let rate: Float
  let epsilon: Float

  init(_ settings: AdamW.Settings, count: Int) {
    let first = 1 - pow(settings.beta1, Float(count))
    let second = (1 - pow(settings.beta2, Float(count))).squareRoot()
    rate = second / first
    epsilon = second
  }
}

/// Learning rate schedule: linear warm-up, then cosine decay to 0 (Loshchilov and Hutter 2017).
public struct LearningRate: Equatable, Sendable {
  public let peak: Double
  public let warmUpSteps: Int
  public let steps: Int

  public init(peak: Double, warmUpSteps: Int, steps: Int) {
    self.peak = peak
    self.warmUpSteps = min(warmUpSteps, steps)
    self.steps = steps
  }

  /// Returns the learning rate of a step, counted from 0.
  public func callAsFunction(_ step: Int) -> Double {
    if step < warmUpSteps { return peak * Double(step + 1) / Double(warmUpSteps) }
    let share = Double(step - warmUpSteps) / Double(max(1, steps - warmUpSteps))
    return peak * 0.5 * (1 + cos(Double.pi * min(share, 1)))
  }
}

/// Exponential moving average of the weights during training, which performs better than the weights of any single step
/// (Polyak and Juditsky 1992).
public final class MovingAverage {
  private let tensors: [TrainableWeights.Tensor]
  /// The averages, in the order of the weights.
  public let averages: [Matrix]
  private let memory: Float
  private var count = 0

  /// - Parameter memory: the share of the average that each step keeps, after the first steps.
  public init(of tensors: [TrainableWeights.Tensor], memory: Float = 0.99) {
    self.tensors = tensors
    self.memory = memory
    averages = tensors.map { Matrix(rows: $0.values.rows, columns: $0.values.columns, values: $0.values.elements) }
  }

  /// Updates the average with the current weights.
  public func update() {
    count += 1
    // The first steps keep less, to forget the random initial weights.
    let keep = min(memory, Float(count) / Float(count + 10))
    for (tensor, average) in zip(tensors, averages) {
      ck_move_towards(average.pointer, tensor.values.pointer, 1 - keep, average.rows * average.columns)
    }
  }

  /// Resumes from a checkpoint after its `averages` were restored.
  public func resume(after count: Int) {
    self.count = count
  }

  /// Swaps the weights and their averages: once to use the averages, again to continue training.
  public func exchange() {
    for (tensor, average) in zip(tensors, averages) {
      let (weights, mean) = (tensor.values.elements, average.elements)
      for index in weights.indices { swap(&weights[index], &mean[index]) }
    }
  }
}
