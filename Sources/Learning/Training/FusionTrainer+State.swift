import Numerics

extension FusionTrainer {
  /// What a checkpoint holds of the steps so far: the weights that learn, their averages, the optimizer's means.
  var state: [(name: String, values: Matrix)] {
    learning.map { ("\($0.name).weight", $0.values) }
      + zip(learning, average.averages).map { ("\($0.name).average", $1) }
      + optimizer.state
  }

  /// Goes on from a checkpoint whose `state` was put back.
  func resume(after count: Int) {
    optimizer.resume(after: count)
    average.resume(after: count)
  }

  /// The averaged weights, one array a tensor that learns.
  var averages: [[Float]] { average.averages.map(\.values) }

  /// Puts values in the place of the weights that learn.
  func put(_ values: [[Float]]) {
    for (tensor, values) in zip(learning, values) { _ = tensor.values.elements.update(fromContentsOf: values) }
  }

  /// The learning rate of the step before.
  var rateOfLastStep: Double { settings.rate(stepCount - 1) }
}
