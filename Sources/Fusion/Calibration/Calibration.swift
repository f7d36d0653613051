import Emotion
import Networks

/// Calibration of the probabilities: temperatures (Guo et al., "On calibration of modern neural networks", 2017), a
/// gain for each stream's logits in the fused prediction, and a gain for the attention's correction.
public struct Calibration: Equatable, Sendable {
  /// For each stream alone.
  public var temperatures: ByModality<Double>
  public var gains: ByModality<Double>
  public var correctionGain = 1.0
  public var fusedTemperature = 1.0

  /// The identity: every temperature and gain is 1.
  public init(_ modalities: [Modality] = [.voice, .face]) {
    temperatures = ByModality(modalities) { _ in 1 }
    gains = temperatures
  }

  /// Takes the values in the order of `numbers`.
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

  /// The temperatures, the gains, the gain of the correction, and the fused temperature.
  public var numbers: [Double] {
    temperatures.values + gains.values + [correctionGain, fusedTemperature]
  }

  var isUsable: Bool {
    numbers.allSatisfy(\.isFinite) && (temperatures.values + [fusedTemperature]).allSatisfy { $0 > 0 }
  }

  /// Interpolates every number towards another calibration's; `share` 0 keeps these, 1 takes the other's.
  public func moved(to other: Calibration, share: Double) -> Calibration {
    // A long clip keeps one for each of its seconds, which share these numbers.
    guard share > 0 else { return self }
    return Calibration(zip(numbers, other.numbers).map { (1 - share) * $0 + share * $1 }, of: modalities)
  }

  /// The temperature of a prediction from these streams.
  public func temperature(of present: [Modality]) -> Double {
    present.count == 1 ? temperatures[of: present[0]] : fusedTemperature
  }

  /// Σ gain · log p(stream alone) + gain · correction, over the streams present.
  public func fused(_ alone: ByModality<[Double]>, correction: [Double]) -> [Double] {
    var sum = correction.map { correctionGain * $0 }
    for (modality, logits) in alone {
      let predicted = logProbabilities(logits, temperature: temperatures[of: modality])
      for (index, value) in predicted.enumerated() { sum[index] += gains[of: modality] * value }
    }
    return sum
  }
}

/// Calibrations for faces seen in video and for faces measured by a table. The two differ in accuracy.
public struct CalibrationPair: Equatable, Sendable {
  /// Also for clips without a face.
  public var fromVideo: Calibration
  public var fromTable: Calibration

  public init(fromVideo: Calibration = Calibration(), fromTable: Calibration = Calibration()) {
    self.fromVideo = fromVideo
    self.fromTable = fromTable
  }

  /// Reads a tensor (2, 2 · streams + 2): a row for video, a row for tables, each in the order of
  /// `Calibration.numbers`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource, of modalities: [Modality]) throws {
    let rows = try source.weights(name, shape: [2, 2 * modalities.count + 2], initial: .ones)
    fromVideo = Calibration(rows.row(0).map(Double.init), of: modalities)
    fromTable = Calibration(rows.row(1).map(Double.init), of: modalities)
  }

  /// The numbers in the order of the tensor.
  public var numbers: [Double] { fromVideo.numbers + fromTable.numbers }

  var isUsable: Bool { fromVideo.isUsable && fromTable.isUsable }

  /// - Parameter face: the known features of the face; nil without a face.
  func calibration(face: FeatureGroups?) -> Calibration {
    face?.isFromVideo ?? true ? fromVideo : fromTable
  }
}
