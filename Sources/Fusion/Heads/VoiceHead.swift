import Emotion
import Networks
import Numerics

/// Predicts the emotion from the voice alone: from the pooled embedding or, with a baseline, from its distance to what
/// is normal for the speaker.
///
/// The samples are hidden states of the encoder, which are projected.
public struct VoiceHead: StreamHead {
  /// Features of the pooled voice: mean and standard deviation of each channel of its embeddings.
  public static let pooledWidth = 2 * CrossModalFusion.voiceWidth
  /// Added to every standard deviation: projected hidden states are often 0.
  private static let spreadFloor: Float = 0.2

  public let modality = Modality.voice
  public var width: Int { CrossModalFusion.voiceWidth }
  public var sampleWidth: Int { projection.inputs }
  public let poolHeads = 4

  private let projection: StateProjection
  private let head: EmotionHead
  private let personal: Linear
  private let normalizer: SpeakerNormalizer

  /// Reads `name.states`, `name.pool`, `name.head`, `name.personal` and `name.usual`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource, encoder: EncoderIdentity) throws {
    let (width, pooledWidth) = (CrossModalFusion.voiceWidth, Self.pooledWidth)
    projection = try StateProjection("\(name).states", in: source, encoder: encoder, outputs: width)
    head = try EmotionHead(name, in: source, width: width, heads: 4, statistics: .meanAndDeviation)
    personal = try Linear("\(name).personal", in: source, inputs: pooledWidth, outputs: EmotionLabel.allCases.count)
    normalizer = try SpeakerNormalizer("\(name).usual", in: source, width: pooledWidth, floor: Self.spreadFloor)
  }

  public func rows(_ batch: StreamBatch, on tape: Tape?) -> Matrix {
    let samples = Matrix(below: batch.samples.map(\.embeddings), columns: sampleWidth)
    let windows = batch.ranges.enumerated().flatMap { window, range in range.map { _ in window } }
    let dropout = batch.dropout?.samples?.selecting(rows: windows, on: nil)
    return projection(samples, dropout: dropout, on: tape)
  }

  public func begin() -> StreamSum {
    StreamSum(pool: head.begin())
  }

  public func summary(_ sum: StreamSum) -> StreamSummary? {
    sum.count > 0 ? StreamSummary(values: sum.pooled.values) : nil
  }

  public func identity(_ samples: StreamSamples) -> StreamSummary? {
    guard samples.count > 0 else { return nil }
    let rows = rows(StreamBatch(samples), on: nil)
    return StreamSummary(values: head.pooled(rows, ranges: [0..<samples.count], on: nil).values)
  }

  public func logits(_ summary: StreamSummary, baseline: SpeakerBaseline?) -> [Double] {
    let pooled = Matrix(rows: 1, columns: Self.pooledWidth, values: summary.values)
    return logits(pooled: pooled, baselines: [baseline], on: nil).values.map(Double.init)
  }

  public func logits(
    _ batch: StreamBatch,
    _ rows: Matrix,
    baselines: [SpeakerBaseline?],
    on tape: Tape?
  ) -> Matrix {
    let pooled = head.pooled(rows, ranges: batch.ranges, on: tape)
    return logits(pooled: pooled, baselines: baselines, dropout: batch.dropout?.features, on: tape)
  }

  /// (windows, 512) → (windows, 8)
  private func logits(
    pooled: Matrix,
    baselines: [SpeakerBaseline?],
    dropout: Matrix? = nil,
    on tape: Tape?
  ) -> Matrix {
    func kept(_ features: Matrix) -> Matrix { dropout.map { features.times($0, on: tape) } ?? features }
    let isKnown = baselines.map { $0.map { $0.voice.count > 0 } ?? false }
    let general = head.logits(pooled: kept(pooled), on: tape)
    guard isKnown.contains(true) else { return general }
    let relative = relative(pooled, to: zip(baselines, isKnown).map { $1 ? $0 : nil }, on: tape)
    let personal = personal(kept(relative), on: tape).scaled(rowsBy: isKnown.map { $0 ? 1 : 0 }, on: tape)
    return general.scaled(rowsBy: isKnown.map { $0 ? 0 : 1 }, on: tape).plus(personal, on: tape)
  }

  /// The distance of each pooled embedding to its speaker's mean, in standard deviations; zeros without a baseline.
  private func relative(_ pooled: Matrix, to baselines: [SpeakerBaseline?], on tape: Tape?) -> Matrix {
    let scales = baselines.map { baseline in
      baseline.map { normalizer.scales(at: 0..<Self.pooledWidth, of: $0.voice) } ?? []
    }
    let output = Matrix(rows: pooled.rows, columns: pooled.columns)
    for (row, scales) in scales.enumerated() {
      for (channel, scale) in scales.enumerated() {
        output[row, channel] = Float((Double(pooled[row, channel]) - scale.mean) / scale.spread)
      }
    }
    tape?.record(output, from: [pooled]) { tape, gradient in
      guard let toPooled = tape.gradient(of: pooled) else { return }
      for (row, scales) in scales.enumerated() {
        for (channel, scale) in scales.enumerated() {
          toPooled[row, channel] += gradient[row, channel] / Float(scale.spread)
        }
      }
    }
    return output
  }
}
