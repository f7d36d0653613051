import Networks
import Numerics

/// Reads voice and face together: the aligned face frame is added to its moment of the voice, each stream attends to the
/// other, and what both then say, pooled by attention, corrects the sum of what each says alone.
public struct CrossModalFusion {
  /// Channels of a voice embedding.
  public static let voiceWidth = 256
  /// Seconds from one moment of the voice to the next.
  public static let momentSeconds = VoiceClock.momentSeconds

  private let pairing: AlignedFrames
  private let voiceToFace: CrossModalAttention
  private let faceToVoice: CrossModalAttention
  private let face: FaceHead
  private let head: FusedHead

  /// Reads `fusion.…`; the heads of the single streams are the model's. Throws `SafeTensorsError`.
  init(in source: some WeightSource, voice: VoiceHead, face: FaceHead) throws {
    let (voiceWidth, faceWidth) = (Self.voiceWidth, FaceHead.width)
    pairing = try AlignedFrames("fusion.aligned", in: source, voiceWidth: voiceWidth, faceWidth: faceWidth)
    voiceToFace = try CrossModalAttention("fusion.voice", in: source, queryWidth: voiceWidth, keyWidth: faceWidth)
    faceToVoice = try CrossModalAttention("fusion.face", in: source, queryWidth: faceWidth, keyWidth: voiceWidth)
    self.face = face
    head = try FusedHead(in: source, voice: voice, face: face)
  }

  /// What the window's voice and face say together. Where no frame is trusted the fusion falls back on the voice.
  public func callAsFunction(_ window: AlignedWindow) -> FusedWindow {
    let batch = FusionBatch([window]).completed(by: face)
    return FusedWindow(seen: batch.faces[0], streams: attend(batch, on: nil))
  }

  private func attend(_ batch: FusionBatch, on tape: Tape?) -> AttendedStreams {
    let rows = face.frames(batch.faces, on: tape)
    let paired = pairing(rows, batch.pairings, on: tape)
    let joined = batch.voice.rows.plus(paired, on: tape)
    let moments = batch.voice.replacingRows(by: joined)
    let frames = TimedSequences(rows, at: batch.faceInstants, ranges: batch.frames)
    return AttendedStreams(
      voice: batch.voice.rows,
      face: rows,
      paired: paired,
      joinedVoice: joined,
      attendedVoice: voiceToFace(moments, attendingTo: frames, on: tape),
      attendedFace: faceToVoice(frames, attendingTo: moments, on: tape)
    )
  }

  /// What several windows say, to be learnt from.
  public func logits(_ batch: FusionBatch, spoiling: OpinionNoise? = nil, on tape: Tape?) -> BatchLogits {
    let batch = batch.completed(by: face)
    return head.logits(attend(batch, on: tape), batch, spoiling: spoiling, on: tape)
  }

  /// A pooling over moments and frames of one or several windows.
  public func begin() -> FusedSum {
    head.begin()
  }

  /// What is left of what was pooled so far.
  public func summary(_ sum: FusedSum) -> FusedSummary {
    head.summary(sum)
  }

  /// What is left of a whole window.
  public func summary(_ window: FusedWindow) -> FusedSummary {
    var sum = begin()
    sum.add(window)
    return summary(sum)
  }

  /// The voice of all moments (moments, 256), pooled as its own head does: (256).
  func pooledVoice(_ rows: Matrix) -> [Float] {
    head.voice.pooled(rows, ranges: [0..<rows.rows]).values
  }

  /// The mean of a face; nil without frames.
  func summary(_ frames: FaceFrames) -> FaceSummary? {
    FaceSummary(face.completed(frames))
  }

  func logits(_ summary: FusedSummary, baseline: SpeakerBaseline?, mixing: Mixing) -> FusedLogits {
    head.logits(summary, baseline: baseline, mixing: mixing)
  }
}
