import Emotion
import Networks

/// The few numbers that make probabilities mean what they say: temperatures (Guo and others, "On calibration of modern
/// neural networks", 2017), how much each stream's opinion counts when all speak, and how much what the attention adds.
public struct Calibration: Equatable, Sendable {
  /// Of each stream alone.
  public var temperatures: ByModality<Double>
  public var gains: ByModality<Double>
  public var correctionGain = 1.0
  public var fusedTemperature = 1.0

  /// Everything is 1: nothing is calibrated.
  public init(_ modalities: [Modality] = [.voice, .face]) {
    temperatures = ByModality(modalities) { _ in 1 }
    gains = temperatures
  }

  /// Numbers in the order of `numbers`.
  fileprivate init(_ numbers: [Double], of modalities: [Modality]) {
    let count = modalities.count
    precondition(numbers.count == 2 * count + 2, "\(numbers.count) numbers for \(count) streams")
    self.init(modalities)
    for (index, modality) in modalities.enumerated() {
      temperatures[modality] = numbers[index]
      gains[modality] = numbers[count + index]
    }
    (correctionGain, fusedTemperature) = (numbers[2 * count], numbers[2 * count + 1])
  }

  public var modalities: [Modality] { temperatures.modalities }

  /// Temperatures, gains, the correction's gain, the temperature of all together.
  public var numbers: [Double] {
    temperatures.values + gains.values + [correctionGain, fusedTemperature]
  }

  var isUsable: Bool {
    numbers.allSatisfy(\.isFinite) && (temperatures.values + [fusedTemperature]).allSatisfy { $0 > 0 }
  }

  /// Each number that much of the way to another's.
  public func moved(to other: Calibration, share: Double) -> Calibration {
    Calibration(zip(numbers, other.numbers).map { (1 - share) * $0 + share * $1 }, of: modalities)
  }

  /// The temperature of what is said where these streams speak.
  public func temperature(of present: [Modality]) -> Double {
    present.count == 1 ? temperatures[of: present[0]] : fusedTemperature
  }

  /// Σ gain · log p(stream alone) + gain · correction, over the streams that are there.
  public func fused(_ alone: ByModality<[Double]>, correction: [Double]) -> [Double] {
    var sum = correction.map { correctionGain * $0 }
    for (modality, logits) in alone {
      let said = logProbabilities(logits, temperature: temperatures[of: modality])
      for (index, value) in said.enumerated() { sum[index] += gains[of: modality] * value }
    }
    return sum
  }
}

/// Calibrations for faces that pictures show and for faces that a table measures, which are known unequally well.
public struct CalibrationPair: Equatable, Sendable {
  /// Also of clips without a face.
  public var fromVideo: Calibration
  public var fromTable: Calibration

  public init(fromVideo: Calibration = Calibration(), fromTable: Calibration = Calibration()) {
    self.fromVideo = fromVideo
    self.fromTable = fromTable
  }

  /// Reads a tensor (2, 2 · streams + 2): of each the numbers in their order. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource, of modalities: [Modality]) throws {
    let rows = try source.weights(name, shape: [2, 2 * modalities.count + 2], initial: .ones)
    fromVideo = Calibration(rows.row(0).map(Double.init), of: modalities)
    fromTable = Calibration(rows.row(1).map(Double.init), of: modalities)
  }

  /// In the order of the tensor.
  public var numbers: [Double] { fromVideo.numbers + fromTable.numbers }

  var isUsable: Bool { fromVideo.isUsable && fromTable.isUsable }

  /// - Parameter face: what is known of the face; nil without one.
  func calibration(face: FeatureGroups?) -> Calibration {
    face?.isFromVideo ?? true ? fromVideo : fromTable
  }
}
