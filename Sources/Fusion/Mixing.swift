import Emotion
import Networks

/// The few numbers that make probabilities mean what they say: temperatures (Guo and others, "On calibration of modern
/// neural networks", 2017), how much each stream's opinion counts for both, and how much what the attention adds.
public struct Mixing: Equatable, Sendable {
  public var voiceTemperature = 1.0
  public var faceTemperature = 1.0
  public var voiceGain = 1.0
  public var faceGain = 1.0
  public var correctionGain = 1.0
  public var fusedTemperature = 1.0

  public init() {}

  fileprivate init(_ numbers: [Double]) {
    voiceTemperature = numbers[0]
    faceTemperature = numbers[1]
    voiceGain = numbers[2]
    faceGain = numbers[3]
    correctionGain = numbers[4]
    fusedTemperature = numbers[5]
  }

  /// In the order of the properties.
  public var numbers: [Double] {
    [voiceTemperature, faceTemperature, voiceGain, faceGain, correctionGain, fusedTemperature]
  }

  var isUsable: Bool {
    numbers.allSatisfy(\.isFinite) && voiceTemperature > 0 && faceTemperature > 0 && fusedTemperature > 0
  }

  /// Each number that much of the way to another's.
  public func moved(to other: Mixing, share: Double) -> Mixing {
    Mixing(zip(numbers, other.numbers).map { (1 - share) * $0 + share * $1 })
  }

  /// α · log p(voice alone) + β · log p(face alone) + γ · correction, without the terms of streams that are not there.
  public func fused(voice: [Double]?, face: [Double]?, correction: [Double]) -> [Double] {
    var sum = correction.map { correctionGain * $0 }
    if let voice {
      for (index, value) in logProbabilities(voice, temperature: voiceTemperature).enumerated() {
        sum[index] += voiceGain * value
      }
    }
    if let face {
      for (index, value) in logProbabilities(face, temperature: faceTemperature).enumerated() {
        sum[index] += faceGain * value
      }
    }
    return sum
  }
}

/// A face that pictures show and one that a table measures are told apart: they are known unequally well.
public struct MixingPair: Equatable, Sendable {
  /// Also of clips without a face.
  public var pictured: Mixing
  public var measured: Mixing

  public init(pictured: Mixing = Mixing(), measured: Mixing = Mixing()) {
    self.pictured = pictured
    self.measured = measured
  }

  /// Reads a tensor (2, 6): of each the numbers in the order of the properties. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource) throws {
    let rows = try source.weights(name, shape: [2, 6], initial: .ones)
    pictured = Mixing(rows.row(0).map(Double.init))
    measured = Mixing(rows.row(1).map(Double.init))
  }

  /// In the order of the tensor.
  public var numbers: [Double] { pictured.numbers + measured.numbers }

  var isUsable: Bool { pictured.isUsable && measured.isUsable }
}
