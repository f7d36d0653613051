import Emotion
import Networks
import Numerics

/// How a stream enters the fusion, and what it says alone. A further stream of a model is one of these, with a modality of
/// its own.
public protocol StreamHead {
  var modality: Modality { get }
  /// Channels of a row in the fusion.
  var width: Int { get }
  /// Heads that pool the stream after it attended to the others.
  var poolHeads: Int { get }

  /// The samples with what can be told from the rest where it is not known.
  func completed(_ samples: StreamSamples) -> StreamSamples

  /// The completed samples of windows, one window below the other, as head and attention take them: (samples, width).
  func rows(_ windows: [StreamSamples], on tape: Tape?) -> Matrix

  func begin() -> StreamSum

  /// What is left of pooled samples; nil when none was added.
  func summary(_ sum: StreamSum) -> StreamSummary?

  /// What is left of the stream says alone, one logit for each emotion.
  ///
  /// - Parameter baseline: of whose stream it is; nil where nothing is known.
  func logits(_ summary: StreamSummary, baseline: SpeakerBaseline?) -> [Double]

  /// What whole windows say alone, (windows, 8), to be learnt from; rows of windows without the stream say nothing.
  func logits(_ batch: StreamBatch, _ rows: Matrix, baselines: [SpeakerBaseline?], on tape: Tape?) -> Matrix

  /// Only what a window tells of whose stream it is: a summary without logits; nil without samples.
  func identity(_ samples: StreamSamples) -> StreamSummary?
}

extension StreamHead {
  public func completed(_ samples: StreamSamples) -> StreamSamples { samples }
}

/// A stream of several windows, one below the other.
public struct StreamBatch {
  /// Of each window.
  public internal(set) var samples: [StreamSamples]
  /// When each sample was on the voice's clock, and the samples of each window.
  public let instants: [Double]
  public let ranges: [Range<Int>]
  /// For each moment of the voice the samples that the alignment pairs it with; empty where it pairs none, and for the voice
  /// itself.
  public let pairings: [Range<Int>]
  /// Factors for how far each summary is from what is normal, (windows, features), so that none of the features is relied
  /// on alone while the network learns.
  public let dropoutMask: Matrix?

  init(_ windows: [AlignedStream], dropoutMask: Matrix? = nil) {
    let ranges = Self.consecutive(windows.map(\.samples.count))
    samples = windows.map(\.samples)
    instants = windows.flatMap(\.instants)
    self.ranges = ranges
    pairings = zip(windows, ranges).flatMap { window, rows in
      window.ranges.map { $0.isEmpty ? 0..<0 : $0.lowerBound + rows.lowerBound..<$0.upperBound + rows.lowerBound }
    }
    self.dropoutMask = dropoutMask
  }

  /// Consecutive ranges of these lengths.
  private static func consecutive(_ counts: [Int]) -> [Range<Int>] {
    var start = 0
    return counts.map { count in
      defer { start += count }
      return start..<start + count
    }
  }
}

/// A pooling of a stream's samples under way.
public struct StreamSum {
  var pool: AttentionPoolSum
  /// Of a face.
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
  /// The pooled rows, (1, width); zeros when nothing was added.
  public var pooled: Matrix { pool.pooled }

  /// Adds these of a window's samples, and the rows that the head made of them.
  mutating func add(_ samples: StreamSamples, rows: Matrix, _ range: Range<Int>) {
    pool.add(rows.view(rows: range))
    mean?.add(samples, range)
  }
}

/// What is left of a stream once its samples were pooled: all that is needed to say what it expresses, with or without a
/// personal baseline.
public struct StreamSummary: Equatable, Sendable {
  /// The features that are held against a baseline: of a voice its pooled embedding (256), of a face its mean (564).
  public let values: [Float]
  public let known: FeatureGroups
  /// What the pooled samples say as they are, (8); nil where the values tell it, or nobody asked.
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

  /// The numbers as base64 of their little-endian bytes.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(values.littleEndianBytes, forKey: .values)
    try container.encode(known.rawValue, forKey: .known)
    try container.encodeIfPresent(logits?.littleEndianBytes, forKey: .logits)
  }

  /// Throws `DecodingError` where there are not as many logits as emotions.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      values: try container.numbers(Float.self, forKey: .values) ?? [],
      known: FeatureGroups(rawValue: try container.decode(UInt8.self, forKey: .known)),
      logits: try container.numbers(Double.self, EmotionLabel.allCases.count, forKey: .logits)
    )
  }
}
