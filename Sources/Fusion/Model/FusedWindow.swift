import Emotion
import Numerics

/// The streams of one or more windows, stacked vertically, after they attended to each other.
struct AttendedStreams {
  /// The streams' samples as the fusion's input, (samples, width).
  let rows: ByModality<Matrix>
  /// The samples of each other stream that are paired with each moment of the voice, (moments, 256), and the voice with
  /// these added.
  let paired: ByModality<Matrix>
  let joinedVoice: Matrix
  /// The streams after cross-modal attention, (samples, width).
  let attended: ByModality<Matrix>
}

/// A window after cross-modal attention. Segments of a timeline pool some of its rows: see `FusedSum`.
public struct FusedWindow {
  /// The streams' samples, completed by their heads.
  let samples: ByModality<StreamSamples>
  let streams: AttendedStreams

  /// The number of samples of a stream; for the voice, of moments.
  public func count(of modality: Modality) -> Int { streams.rows[modality]?.rows ?? 0 }
}

/// A pooling of windows in progress, for each stream before and after attention. Samples are added as they arrive.
public struct FusedSum {
  var alone: ByModality<StreamSum>
  var attended: ByModality<AttentionPoolSum>

  /// The number of samples added of a stream.
  public func count(of modality: Modality) -> Int { alone[modality]?.count ?? 0 }

  /// Adds a whole window.
  public mutating func add(_ window: FusedWindow) {
    add(window, samples: window.samples.map { modality, _ in 0..<window.count(of: modality) })
  }

  /// Adds a range of samples of each stream of a window.
  public mutating func add(_ window: FusedWindow, samples ranges: ByModality<Range<Int>>) {
    for (modality, range) in ranges {
      guard let rows = window.streams.rows[modality], let samples = window.samples[modality] else { continue }
      alone[of: modality].add(samples, rows: rows, range)
      attended[of: modality].add(window.streams.attended[of: modality].view(rows: range))
    }
  }
}

/// A pooled window or segment: all that is needed to predict its emotion, with or without a baseline.
public struct FusedSummary: Equatable, Sendable {
  /// Only streams with at least one sample.
  public let streams: ByModality<StreamSummary>
  /// The correction that the attention adds to the logits, (8).
  public let correction: [Double]

  public init(streams: ByModality<StreamSummary>, correction: [Double]) {
    self.streams = streams
    self.correction = correction
  }
}

extension FusedSummary: Codable {
  private enum CodingKeys: String, CodingKey {
    case streams, correction
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(streams, forKey: .streams)
    try container.encode(correction.littleEndianBytes, forKey: .correction)
  }

  /// Throws `DecodingError` if the numbers do not have this model's shapes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let streams = try container.decode(ByModality<StreamSummary>.self, forKey: .streams)
    let widths: ByModality<Int> = [.voice: VoiceHead.pooledWidth, .face: FaceFeatures.width]
    for (modality, summary) in streams where summary.values.count != widths[modality] ?? summary.values.count {
      let reason = "\(summary.values.count) features of the \(modality)"
      throw DecodingError.dataCorruptedError(forKey: .streams, in: container, debugDescription: reason)
    }
    let correction = try container.numbers(Double.self, EmotionLabel.allCases.count, forKey: .correction)
    guard let correction else {
      let reason = "there is nothing that the attention adds"
      throw DecodingError.dataCorruptedError(forKey: .correction, in: container, debugDescription: reason)
    }
    self.init(streams: streams, correction: correction)
  }
}

/// One logit per emotion from each stream alone, and the attention's correction. A long clip keeps one for each of its
/// seconds, so all numbers lie in one array.
public struct FusedLogits: Equatable, Sendable {
  public let calibration: Calibration
  /// The streams with at least one sample: bit k is that of the calibration's stream k.
  private var present: UInt64 = 0
  /// (streams present + 1, labels), the correction last.
  private var numbers: [Double] = []

  /// - Parameter alone: only streams with at least one sample; all are streams of the calibration.
  public init(alone: ByModality<[Double]>, correction: [Double], calibration: Calibration) {
    self.calibration = calibration
    numbers.reserveCapacity((alone.count + 1) * correction.count)
    for (index, modality) in calibration.modalities.enumerated() {
      guard let logits = alone[modality] else { continue }
      present |= 1 << index
      numbers += logits
    }
    numbers += correction
    precondition(numbers.count == (alone.count + 1) * correction.count, "a stream that is not the calibration's")
  }

  private var labelCount: Int { numbers.count / (present.nonzeroBitCount + 1) }

  /// Only streams with at least one sample.
  public var alone: ByModality<[Double]> {
    var rest = numbers[...]
    var alone = ByModality<[Double]>()
    for (index, modality) in calibration.modalities.enumerated() where present & 1 << index != 0 {
      alone[modality] = Array(rest.prefix(labelCount))
      rest = rest.dropFirst(labelCount)
    }
    return alone
  }

  public var correction: [Double] { numbers.suffix(labelCount) }

  /// The fused prediction of all streams present.
  public var fused: [Double] { calibration.fused(alone, correction: correction) }

  /// The prediction of some of the streams: that of the stream alone if there is one, fused if there are several. If
  /// none of them is present, that of all streams.
  public func combined(over present: [Modality]) -> [Double] {
    let predictions = alone.filter { modality, _ in present.contains(modality) }
    return switch predictions.count {
    case 0: fused
    case 1: predictions[0].value
    default: calibration.fused(predictions, correction: correction)
    }
  }
}
