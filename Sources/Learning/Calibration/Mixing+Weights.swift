import Networks
import Numerics

extension TrainableWeights {
  /// Puts the numbers into a network's weights: a model made from them is calibrated.
  public func write(general: MixingPair, personal: MixingPair) {
    for (name, mixing) in [("mixing.general", general), ("mixing.personal", personal)] {
      _ = named(name).elements.update(fromContentsOf: mixing.numbers.map(Float.init))
    }
  }

  func named(_ name: String) -> Matrix {
    guard let tensor = tensors.first(where: { $0.name == name }) else { preconditionFailure("there is no \(name)") }
    return tensor.values
  }
}
