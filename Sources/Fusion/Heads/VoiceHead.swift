import Emotion
import Networks
import Numerics

/// Predicts the emotion from the voice alone: from the pooled embedding or, with a baseline, from its distance to what
/// is normal for the speaker.
public struct VoiceHead: StreamHead {
  /// Added to every standard deviation, as in the training of the voice encoder.
  private static let spreadFloor: Float = 0.02

  public let modality = Modality.voice
  public var width: Int { CrossModalFusion.voiceWidth }
  public let poolHeads = 4

  private let head: EmotionHead
  private let personal: Linear
  private let normalizer: SpeakerNormalizer

  /// Reads `name.pool`, `name.head`, `name.personal` and `name.usual`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource) throws {
    let width = CrossModalFusion.voiceWidth
    head = try EmotionHead(name, in: source, width: width, heads: 4)
    personal = try Linear("\(name).personal", in: source, inputs: width, outputs: EmotionLabel.allCases.count)
    normalizer = try SpeakerNormalizer("\(name).usual", in: source, width: width, floor: Self.spreadFloor)
  }

  public func rows(_ windows: [StreamSamples], on tape: Tape? = nil) -> Matrix {
    Matrix(below: windows.map(\.embeddings), columns: width)
  }

  public func begin() -> StreamSum {
    StreamSum(pool: head.begin())
  }

  public func summary(_ sum: StreamSum) -> StreamSummary? {
    sum.count > 0 ? StreamSummary(values: sum.pooled.values) : nil
  }

  public func identity(_ samples: StreamSamples) -> StreamSummary? {
    guard samples.count > 0 else { return nil }
    return StreamSummary(values: head.pooled(samples.embeddings, ranges: [0..<samples.count], on: nil).values)
  }

  public func logits(_ summary: StreamSummary, baseline: SpeakerBaseline?) -> [Double] {
    let pooled = summary.values
    let row = Matrix(rows: 1, columns: pooled.count, values: pooled)
    guard let baseline, baseline.voice.count > 0 else { return head.logits(pooled: row).values.map(Double.init) }
    let relative = normalizer.relative(pooled, at: 0..<pooled.count, to: baseline.voice)
    let input = Matrix(rows: 1, columns: relative.count, values: relative)
    return personal(input.view).values.map(Double.init)
  }

  /// The voice head is trained with its encoder; its weights are fixed here.
  public func logits(
    _ batch: StreamBatch,
    _ rows: Matrix,
    baselines: [SpeakerBaseline?],
    on tape: Tape?
  ) -> Matrix {
    let pooled = head.pooled(rows, ranges: batch.ranges, on: nil)
    let values = batch.samples.indices.flatMap { window in
      logits(StreamSummary(values: Array(pooled.row(window))), baseline: baselines[window]).map(Float.init)
    }
    return Matrix(rows: batch.samples.count, columns: EmotionLabel.allCases.count, values: values)
  }
}
