import Networks
import Numerics

/// Reads voice and face together: the aligned face frame is added to its moment of the voice, each stream attends to the
/// other, and what both then say, pooled by attention, corrects the sum of what each says alone.
public struct CrossModalFusion {
  /// Channels of a voice embedding.
  public static let voiceWidth = 256
  /// Seconds from one moment of the voice to the next.
  public static let momentSeconds = 0.04

  private let pairing: AlignedFrames
  private let voiceToFace: CrossModalAttention
  private let faceToVoice: CrossModalAttention
  private let faceHead: FaceHead
  private let head: FusedHead

  /// Reads `fusion.…`; the heads of the single streams and their temperatures are the model's. Throws
  /// `SafeTensorsError`.
  init(in source: some WeightSource, voice: CalibratedHead<EmotionHead>, face: CalibratedHead<FaceHead>) throws {
    let (voiceWidth, faceWidth) = (Self.voiceWidth, FaceHead.width)
    pairing = try AlignedFrames("fusion.aligned", in: source, voiceWidth: voiceWidth, faceWidth: faceWidth)
    voiceToFace = try CrossModalAttention("fusion.voice", in: source, queryWidth: voiceWidth, keyWidth: faceWidth)
    faceToVoice = try CrossModalAttention("fusion.face", in: source, queryWidth: faceWidth, keyWidth: voiceWidth)
    faceHead = face.head
    head = try FusedHead(in: source, voice: voice, face: face)
  }

  /// What the window's voice and face say together. Where no frame is trusted the fusion falls back on the voice.
  public func callAsFunction(_ window: AlignedWindow) -> FusedWindow {
    self(FusionBatch([window]))
  }

  /// The same of several windows, one below the other in every part.
  func callAsFunction(_ batch: FusionBatch, on tape: Tape? = nil) -> FusedWindow {
    let normalised = faceHead.normalised(batch.face.rows, on: tape)
    let joined = pairing(batch.voice.rows, normalised, batch.pairings, on: tape)
    let moments = batch.voice.replacingRows(by: joined)
    let frames = batch.face.replacingRows(by: normalised)
    return FusedWindow(
      voice: batch.voice.rows,
      face: normalised,
      joinedVoice: joined,
      attendedVoice: voiceToFace(moments, attendingTo: frames, on: tape),
      attendedFace: faceToVoice(frames, attendingTo: moments, on: tape)
    )
  }

  /// The logits of several windows, (windows, 8) each.
  public func logits(_ batch: FusionBatch, spoiling: OpinionNoise? = nil, on tape: Tape?) -> BatchLogits {
    head.logits(self(batch, on: tape), batch, spoiling: spoiling, on: tape)
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
}
