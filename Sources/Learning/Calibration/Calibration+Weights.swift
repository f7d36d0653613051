import Networks
import Numerics

extension Calibration {
  /// Puts the numbers into a network's weights: a model made from them is calibrated.
  public func write(into weights: TrainableWeights) {
    let numbers = [
      ("voice.temperature", voiceTemperature), ("face.temperature", faceTemperature),
      ("fusion.voice_gain", voiceGain), ("fusion.face_gain", faceGain), ("fusion.temperature", fusedTemperature),
    ]
    for (name, value) in numbers { weights.named(name)[0, 0] = Float(value) }
    for name in ["fusion.head.weight", "fusion.head.bias"] {
      let elements = weights.named(name).elements
      for index in elements.indices { elements[index] *= Float(correctionGain) }
    }
  }
}

extension TrainableWeights {
  fileprivate func named(_ name: String) -> Matrix {
    guard let tensor = tensors.first(where: { $0.name == name }) else { preconditionFailure("there is no \(name)") }
    return tensor.values
  }
}
