import Numerics
import TestSupport

/// Random weights for a test, in a file like a network's.
struct TestWeights {
  private(set) var tensors: [(name: String, shape: [Int], values: [Float])] = []
  private var state: UInt64 = 7

  /// Adds a tensor of random numbers from −0.5 to 0.5 and returns them.
  @discardableResult
  mutating func add(_ name: String, _ shape: Int...) -> [Float] {
    let values = numbers(shape.reduce(1, *))
    tensors.append((name, shape, values))
    return values
  }

  /// Adds a convolution's weight (outputs, 3, 3, inputs) and bias.
  mutating func add(_ name: String, values: [Float], bias: [Float]) {
    tensors.append(("\(name).weight", [bias.count, 3, 3, values.count / bias.count / 9], values))
    tensors.append(("\(name).bias", [bias.count], bias))
  }

  mutating func numbers(_ count: Int) -> [Float] {
    (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 24) - 0.5
    }
  }

  /// Returns the tensors as a mapped float32 file.
  func file() throws -> SafeTensors {
    try TensorFile.make(tensors)
  }
}
