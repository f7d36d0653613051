import Emotion
import Numerics

/// The streams of one or several windows, one window below the other, as they attended to each other.
struct AttendedStreams {
  /// The streams' samples as the fusion takes them, (samples, width).
  let rows: ByModality<Matrix>
  /// What each moment of the voice is paired with of each other stream, (moments, 256), and the voice with that added.
  let paired: ByModality<Matrix>
  let joinedVoice: Matrix
  /// The streams after each attended to each other, (samples, width).
  let attended: ByModality<Matrix>
}

/// A window after the cross-modal attention. Segments of a timeline pool rows of it: see `FusedSum`.
public struct FusedWindow {
  /// The streams' samples as they came, completed.
  let samples: ByModality<StreamSamples>
  let streams: AttendedStreams

  /// Samples of a stream; of the voice its moments.
  public func count(of modality: Modality) -> Int { streams.rows[modality]?.rows ?? 0 }
}

/// A pooling of windows under way, for each stream alone and all together; samples are added as they come.
public struct FusedSum {
  var alone: ByModality<StreamSum>
  var attended: ByModality<AttentionPoolSum>

  /// Samples added of a stream.
  public func count(of modality: Modality) -> Int { alone[modality]?.count ?? 0 }

  /// Adds all of a window.
  public mutating func add(_ window: FusedWindow) {
    add(window, samples: window.samples.map { modality, _ in 0..<window.count(of: modality) })
  }

  /// Adds these samples of a window's streams.
  public mutating func add(_ window: FusedWindow, samples ranges: ByModality<Range<Int>>) {
    for (modality, range) in ranges {
      guard let rows = window.streams.rows[modality], let samples = window.samples[modality] else { continue }
      alone[of: modality].add(samples, rows: rows, range)
      attended[of: modality].add(window.streams.attended[of: modality].view(rows: range))
    }
  }
}

/// What is left of a window or a segment once it was pooled: all that is needed to say what it expresses, with or without
/// a personal baseline.
public struct FusedSummary: Equatable, Sendable {
  /// Without the streams of which no sample was added.
  public let streams: ByModality<StreamSummary>
  /// What the attention adds, (8).
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

  /// Throws `DecodingError` where the numbers are not those of this program's features.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let streams = try container.decode(ByModality<StreamSummary>.self, forKey: .streams)
    let widths: ByModality<Int> = [.voice: CrossModalFusion.voiceWidth, .face: FaceFeatures.width]
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

/// One logit for each emotion from each stream alone, and what the attention adds to them.
public struct FusedLogits: Equatable, Sendable {
  /// Without the streams of which no sample was added.
  public let alone: ByModality<[Double]>
  public let correction: [Double]
  public let calibration: Calibration

  public init(alone: ByModality<[Double]>, correction: [Double], calibration: Calibration) {
    self.alone = alone
    self.correction = correction
    self.calibration = calibration
  }

  /// What all streams that are there say together.
  public var fused: [Double] { calibration.fused(alone, correction: correction) }

  /// What these streams say: one by itself, several together, without any all that are there.
  public func said(by present: [Modality]) -> [Double] {
    let speaking = alone.filter { modality, _ in present.contains(modality) }
    return switch speaking.count {
    case 0: fused
    case 1: speaking[0].value
    default: calibration.fused(speaking, correction: correction)
    }
  }
}
