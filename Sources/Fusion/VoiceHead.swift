import Emotion
import Networks
import Numerics

/// Names the emotion from the voice alone: by itself or, where its speaker's usual is known, by how far it is from that.
public struct VoiceHead {
  /// Of the spread that the voice recipe learnt with.
  private static let spreadFloor: Float = 0.02

  private let head: EmotionHead
  private let personal: Linear
  private let usual: Usual

  /// Reads `name.pool`, `name.head`, `name.personal` and `name.usual`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource) throws {
    let width = CrossModalFusion.voiceWidth
    head = try EmotionHead(name, in: source, width: width, heads: 4)
    personal = try Linear("\(name).personal", in: source, inputs: width, outputs: EmotionLabel.allCases.count)
    usual = try Usual("\(name).usual", in: source, width: width, floor: Self.spreadFloor)
  }

  func begin() -> AttentionPoolSum {
    head.begin()
  }

  /// What a pooled voice (256) says.
  ///
  /// - Parameter baseline: of its speaker.
  func logits(pooled: [Float], baseline: SpeakerBaseline?) -> [Double] {
    let row = Matrix(rows: 1, columns: pooled.count, values: pooled)
    guard let baseline, baseline.voice.count > 0 else { return head.logits(pooled: row).values.map(Double.init) }
    let relative = usual.relative(voice: pooled, to: baseline)
    let input = Matrix(rows: 1, columns: relative.count, values: relative)
    return personal(input.view).values.map(Double.init)
  }

  /// The pooled voice of each sequence of moments: (windows, 256).
  func pooled(_ rows: Matrix, ranges: [Range<Int>]) -> Matrix {
    head.pooled(rows, ranges: ranges, on: nil)
  }
}
