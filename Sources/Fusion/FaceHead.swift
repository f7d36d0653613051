import Networks
import Numerics

/// Names the emotion from the face alone: layer norm on every frame's embedding, then the emotion head. The fusion works
/// on the same normalised frames.
public struct FaceHead {
  /// Channels of a face embedding.
  public static let width = 512
  private let norm: LayerNorm
  private let head: EmotionHead

  /// Reads `name.norm.…`, `name.pool.…` and `name.head.…`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource) throws {
    norm = try LayerNorm("\(name).norm", in: source, channels: Self.width)
    head = try EmotionHead(name, in: source, width: Self.width, heads: 8)
  }

  /// The face encoder's embeddings, (frames, 512), as the head and the fusion take them.
  public func normalised(_ embeddings: Matrix, on tape: Tape? = nil) -> Matrix {
    norm(embeddings, on: tape)
  }

  /// A pooling of normalised frames.
  public func begin() -> AttentionPoolSum {
    head.begin()
  }

  /// The logits of what was pooled so far.
  public func logits(_ sum: AttentionPoolSum) -> [Double] {
    head.logits(sum)
  }

  /// The logits of whole sequences of normalised frames, (frames, 512), one row each: (sequences, 8).
  func logits(_ rows: Matrix, ranges: [Range<Int>], on tape: Tape?) -> Matrix {
    head.logits(rows, ranges: ranges, on: tape)
  }

  /// The logits of the face encoder's embeddings, (frames, 512).
  public func logits(_ embeddings: Matrix) -> [Double] {
    head.logits(normalised(embeddings).view)
  }
}
