import CKernels
import Networks
import Numerics

/// The exponential moving average of weights while they learn, which is better than any of them (Polyak and Juditsky 1992).
public final class MovingAverage {
  private let tensors: [TrainableWeights.Tensor]
  /// The averages, in the order of the weights.
  public let averages: [Matrix]
  private let memory: Float
  private var count = 0

  /// - Parameter memory: the share of the average that stays at each step, once there were enough.
  public init(of tensors: [TrainableWeights.Tensor], memory: Float = 0.99) {
    self.tensors = tensors
    self.memory = memory
    averages = tensors.map { Matrix(rows: $0.values.rows, columns: $0.values.columns, values: $0.values.elements) }
  }

  /// Takes the weights as they are now into account.
  public func update() {
    count += 1
    // Early on the average forgets its random beginning faster.
    let keep = min(memory, Float(count) / Float(count + 10))
    for (tensor, average) in zip(tensors, averages) {
      ck_move_towards(average.pointer, tensor.values.pointer, 1 - keep, average.rows * average.columns)
    }
  }

  /// Goes on from a checkpoint whose `averages` were put back.
  public func resume(after count: Int) {
    self.count = count
  }

  /// Exchanges the weights and their averages: once to use the averages, once more to learn on.
  public func exchange() {
    for (tensor, average) in zip(tensors, averages) {
      let (weights, mean) = (tensor.values.elements, average.elements)
      for index in weights.indices { swap(&weights[index], &mean[index]) }
    }
  }
}
