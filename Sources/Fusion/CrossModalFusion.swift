import Networks
import Numerics

/// Reads voice and face together: the aligned face frame is added to its moment of the voice, each stream attends to the
/// other, and what both then say, pooled by attention, corrects the sum of what each says alone.
public struct CrossModalFusion {
  /// Channels of a voice embedding.
  public static let voiceWidth = 256
  /// Seconds from one moment of the voice to the next.
  public static let momentSeconds = 0.04

  /// (256, 512)
  private let aligned: Matrix
  private let voiceToFace: CrossModalAttention
  private let faceToVoice: CrossModalAttention
  private let faceHead: FaceHead
  private let head: FusedHead

  /// Reads `fusion.…`; the heads of the single streams and their temperatures are the model's. Throws
  /// `SafeTensorsError`.
  init(in file: SafeTensors, voice: CalibratedHead<EmotionHead>, face: CalibratedHead<FaceHead>) throws {
    let (voiceWidth, faceWidth) = (Self.voiceWidth, FaceHead.width)
    aligned = try file.matrix("fusion.aligned.weight", rows: voiceWidth, columns: faceWidth)
    voiceToFace = try CrossModalAttention("fusion.voice", in: file, queryWidth: voiceWidth, keyWidth: faceWidth)
    faceToVoice = try CrossModalAttention("fusion.face", in: file, queryWidth: faceWidth, keyWidth: voiceWidth)
    faceHead = face.head
    head = try FusedHead(in: file, voice: voice, face: face)
  }

  /// What the window's voice embeddings, (moments, 256), the first at `startSeconds` on the voice's clock, and its face
  /// say together. The window may lack either, not both: where no frame is trusted the fusion falls back on the voice.
  public func callAsFunction(voice: Matrix, startSeconds: Double, face: AlignedFace) -> FusedWindow {
    precondition(face.ranges.count == voice.rows, "\(face.ranges.count) pairings for \(voice.rows) moments")
    let instants = (0..<voice.rows).map { startSeconds + Self.momentSeconds * Double($0) }
    let normalised = faceHead.normalised(face.embeddings)
    let joined = join(voice, normalised, ranges: face.ranges)
    let moments = TimedSequences(joined, at: instants)
    let frames = TimedSequences(normalised, at: face.instants)
    return FusedWindow(
      voice: voice,
      face: normalised,
      joinedVoice: joined,
      attendedVoice: voiceToFace(moments, attendingTo: frames),
      attendedFace: faceToVoice(frames, attendingTo: moments)
    )
  }

  /// A pooling over moments and frames of one or several windows.
  public func begin() -> FusedSum {
    head.begin()
  }

  /// The logits of what was pooled so far.
  public func logits(_ sum: FusedSum) -> FusedLogits {
    head.logits(sum)
  }

  /// The logits of a whole window.
  public func logits(_ window: FusedWindow) -> FusedLogits {
    var sum = begin()
    sum.add(window)
    return logits(sum)
  }

  /// voice + W · the mean of the frames paired with each moment, (moments, 256).
  private func join(_ voice: Matrix, _ face: Matrix, ranges: [Range<Int>]) -> Matrix {
    let means = Matrix(rows: voice.rows, columns: face.columns)
    for (moment, range) in ranges.enumerated() where !range.isEmpty {
      let mean = means.row(moment)
      for frame in range {
        let embedding = face.row(frame)
        for channel in mean.indices { mean[channel] += embedding[channel] / Float(range.count) }
      }
    }
    let joined = Matrix(rows: voice.rows, columns: voice.columns, values: voice.elements)
    BLAS.multiply(means.view, aligned.view, transposeB: true, into: joined.view, beta: 1)
    return joined
  }
}
