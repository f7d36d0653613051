import Emotion
import Networks
import Numerics

/// How a stream enters the fusion, and what it predicts alone. A new stream conforms to this protocol, with a modality
/// of its own.
public protocol StreamHead {
  var modality: Modality { get }
  /// The channels of a row in the fusion.
  var width: Int { get }
  /// The channels of a sample's embedding.
  var sampleWidth: Int { get }
  /// The attention heads that pool the stream after cross-modal attention.
  var poolHeads: Int { get }

  /// Returns the samples, with unknown features estimated from the known ones where possible.
  func completed(_ samples: StreamSamples) -> StreamSamples

  /// The input rows for head and attention from the completed samples of windows, stacked vertically: (samples, width).
  func rows(_ batch: StreamBatch, on tape: Tape?) -> Matrix

  func begin() -> StreamSum

  /// The summary of the pooled samples; nil if none was added.
  func summary(_ sum: StreamSum) -> StreamSummary?

  /// The logits of the stream alone, one per emotion.
  ///
  /// - Parameter baseline: of the speaker; nil for an unseen speaker.
  func logits(_ summary: StreamSummary, baseline: SpeakerBaseline?) -> [Double]

  /// The logits of whole windows for the stream alone, (windows, 8), differentiable for training. Rows of windows
  /// without the stream are meaningless.
  func logits(_ batch: StreamBatch, _ rows: Matrix, baselines: [SpeakerBaseline?], on tape: Tape?) -> Matrix

  /// The features that enter the speaker's baseline, without logits; nil without samples.
  func identity(_ samples: StreamSamples) -> StreamSummary?
}

extension StreamHead {
  public var sampleWidth: Int { width }

  public func completed(_ samples: StreamSamples) -> StreamSamples { samples }
}

/// Dropout factors for a stream in training: 0 for what is dropped, 1 / (1 − p) for what is kept.
public struct StreamDropout {
  /// For the channels of a window's samples, the same for all samples of a window: (windows, channels).
  public let samples: Matrix?
  /// For the features from which the stream alone predicts: of a voice the pooled embedding or its distance to the
  /// baseline, of a face the distance to the baseline: (windows, features).
  public let features: Matrix?

  public init(samples: Matrix? = nil, features: Matrix? = nil) {
    self.samples = samples
    self.features = features
  }
}

/// A stream of several windows, stacked vertically.
public struct StreamBatch {
  /// The samples of each window.
  public internal(set) var samples: [StreamSamples]
  /// The time of each sample on the voice's clock, and the range of samples of each window.
  public let instants: [Double]
  public let ranges: [Range<Int>]
  /// For each moment of the voice, the samples that the alignment pairs with it; empty where there are none, and for
  /// the voice itself.
  public let pairings: [Range<Int>]
  public let dropout: StreamDropout?

  init(_ windows: [AlignedStream], dropout: StreamDropout? = nil) {
    let ranges = Self.consecutive(windows.map(\.samples.count))
    samples = windows.map(\.samples)
    instants = windows.flatMap(\.instants)
    self.ranges = ranges
    pairings = zip(windows, ranges).flatMap { window, rows in
      window.ranges.map { $0.isEmpty ? 0..<0 : $0.lowerBound + rows.lowerBound..<$0.upperBound + rows.lowerBound }
    }
    self.dropout = dropout
  }

  /// The samples of a single window, on no clock.
  init(_ samples: StreamSamples) {
    self.init([AlignedStream(samples: samples, instants: samples.seconds, ranges: [])])
  }

  /// Returns consecutive ranges of these lengths.
  private static func consecutive(_ counts: [Int]) -> [Range<Int>] {
    var start = 0
    return counts.map { count in
      defer { start += count }
      return start..<start + count
    }
  }
}

/// A pooling of a stream's samples in progress.
public struct StreamSum {
  var pool: AttentionPoolSum
  /// For a face only.
  var mean: FaceMean?

  public init(pool: AttentionPoolSum) {
    self.pool = pool
  }

  init(pool: AttentionPoolSum, mean: FaceMean) {
    self.pool = pool
    self.mean = mean
  }

  /// Samples added.
  public var count: Int { pool.count }
  /// The pooled rows, (1, pooled width); zeros when nothing was added.
  public var pooled: Matrix { pool.pooled }

  /// Adds a range of a window's samples and of the rows that the head made of them.
  mutating func add(_ samples: StreamSamples, rows: Matrix, _ range: Range<Int>) {
    pool.add(rows.view(rows: range))
    mean?.add(samples, range)
  }
}

/// A pooled stream: all that is needed to predict its emotion, with or without a baseline.
public struct StreamSummary: Equatable, Sendable {
  /// The features to compare with a baseline: for a voice its pooled embedding (512), for a face its mean (564).
  public let values: [Float]
  public let known: FeatureGroups
  /// The logits of the pooled samples, (8), without a baseline; nil if `values` determines them or they were not
  /// requested.
  public let logits: [Double]?

  public init(values: [Float], known: FeatureGroups = .appearance, logits: [Double]? = nil) {
    self.values = values
    self.known = known
    self.logits = logits
  }
}

extension StreamSummary: Codable {
  private enum CodingKeys: String, CodingKey {
    case values, known, logits
  }

  /// Encodes the numbers as the base64 of their little-endian bytes.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(values.littleEndianBytes, forKey: .values)
    try container.encode(known.rawValue, forKey: .known)
    try container.encodeIfPresent(logits?.littleEndianBytes, forKey: .logits)
  }

  /// Throws `DecodingError` unless there is one logit per emotion.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      values: try container.numbers(Float.self, forKey: .values) ?? [],
      known: FeatureGroups(rawValue: try container.decode(UInt8.self, forKey: .known)),
      logits: try container.numbers(Double.self, EmotionLabel.allCases.count, forKey: .logits)
    )
  }
}
