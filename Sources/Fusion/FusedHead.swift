import Networks
import Numerics

/// A stream's own head and the temperature that calibrates it.
struct CalibratedHead<Head> {
  let head: Head
  let temperature: Double
}

/// The logits of both streams together: α · log p(voice alone) + β · log p(face alone) + a correction that is linear in
/// the two streams after the attention, each pooled by attention. A stream that is not there has no term, and zeros
/// stand for it in the correction.
struct FusedHead {
  let voice: CalibratedHead<EmotionHead>
  let face: CalibratedHead<FaceHead>
  let voicePool: AttentionPool
  let facePool: AttentionPool
  let correction: Linear
  let voiceGain: Double
  let faceGain: Double

  /// Reads `fusion.voice.pool`, `fusion.face.pool`, `fusion.head`, `fusion.voice_gain` and `fusion.face_gain`. Throws
  /// `SafeTensorsError`.
  init(in source: some WeightSource, voice: CalibratedHead<EmotionHead>, face: CalibratedHead<FaceHead>) throws {
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
    voiceGain = try source.number("fusion.voice_gain")
    faceGain = try source.number("fusion.face_gain")
  }

  func begin() -> FusedSum {
    FusedSum(
      voice: voice.head.begin(),
      face: face.head.begin(),
      attendedVoice: voicePool.begin(),
      attendedFace: facePool.begin()
    )
  }

  func logits(_ sum: FusedSum) -> FusedLogits {
    let voiceLogits = sum.moments > 0 ? voice.head.logits(sum.voice) : nil
    let faceLogits = sum.frames > 0 ? face.head.logits(sum.face) : nil
    let pooled = Matrix(
      rows: 1,
      columns: correction.inputs,
      values: sum.attendedVoice.pooled.values + sum.attendedFace.pooled.values
    )
    var fused = correction(pooled.view).values.map(Double.init)
    if let voiceLogits {
      let opinion = opinion(voiceLogits, temperature: voice.temperature, gain: voiceGain)
      for index in fused.indices { fused[index] += opinion[index] }
    }
    if let faceLogits {
      let opinion = opinion(faceLogits, temperature: face.temperature, gain: faceGain)
      for index in fused.indices { fused[index] += opinion[index] }
    }
    return FusedLogits(voice: voiceLogits, face: faceLogits, fused: fused)
  }
}
