import Emotion
import Networks
import Numerics

/// What is made of both streams once they attended to each other: each pooled by attention, and a linear correction of what
/// they say alone. Zeros stand there for a stream that is not there.
struct FusedHead {
  let voice: VoiceHead
  let face: FaceHead
  let voicePool: AttentionPool
  let facePool: AttentionPool
  let correction: Linear

  /// Reads `fusion.voice.pool`, `fusion.face.pool` and `fusion.head`. Throws `SafeTensorsError`.
  init(in source: some WeightSource, voice: VoiceHead, face: FaceHead) throws {
    self.voice = voice
    self.face = face
    let (voiceWidth, faceWidth) = (CrossModalFusion.voiceWidth, FaceHead.width)
    voicePool = try AttentionPool("fusion.voice.pool", in: source, width: voiceWidth, heads: 4)
    facePool = try AttentionPool("fusion.face.pool", in: source, width: faceWidth, heads: 8)
    correction = try Linear(
      "fusion.head",
      in: source,
      inputs: voiceWidth + faceWidth,
      outputs: EmotionLabel.allCases.count
    )
  }

  func begin() -> FusedSum {
    FusedSum(
      voice: voice.begin(),
      face: face.begin(),
      attendedVoice: voicePool.begin(),
      attendedFace: facePool.begin()
    )
  }

  func summary(_ sum: FusedSum) -> FusedSummary {
    let pooled = Matrix(
      rows: 1,
      columns: correction.inputs,
      values: sum.attendedVoice.pooled.values + sum.attendedFace.pooled.values
    )
    return FusedSummary(
      voice: sum.moments > 0 ? sum.voice.pooled.values : nil,
      face: sum.faceMean.summary,
      faceLogits: sum.frames > 0 ? face.logits(sum.face) : nil,
      correction: correction(pooled.view).values.map(Double.init)
    )
  }

  /// What the face alone says; nil without one.
  func faceLogits(_ summary: FusedSummary, baseline: SpeakerBaseline?) -> [Double]? {
    guard let seen = summary.face, let general = summary.faceLogits else { return nil }
    let personal = face.logits(seen, baseline: baseline)
    let share = 1 - (baseline?.faceShare ?? 0)
    return zip(general, personal).map { share * $0 + Double($1) }
  }

  func logits(_ summary: FusedSummary, baseline: SpeakerBaseline?, mixing: Mixing) -> FusedLogits {
    let voiceLogits = summary.voice.map { voice.logits(pooled: $0, baseline: baseline) }
    let faceLogits = faceLogits(summary, baseline: baseline)
    return FusedLogits(
      voice: voiceLogits,
      face: faceLogits,
      fused: mixing.fused(voice: voiceLogits, face: faceLogits, correction: summary.correction)
    )
  }
}
