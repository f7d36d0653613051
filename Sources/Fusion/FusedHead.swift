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
  private let voice: CalibratedHead<EmotionHead>
  private let face: CalibratedHead<FaceHead>
  private let voicePool: AttentionPool
  private let facePool: AttentionPool
  private let correction: Linear
  private let voiceGain: Double
  private let faceGain: Double

  /// Reads `fusion.voice.pool`, `fusion.face.pool`, `fusion.head`, `fusion.voice_gain` and `fusion.face_gain`. Throws
  /// `SafeTensorsError`.
  init(in file: SafeTensors, voice: CalibratedHead<EmotionHead>, face: CalibratedHead<FaceHead>) throws {
    self.voice = voice
    self.face = face
    let (voiceWidth, faceWidth) = (CrossModalFusion.voiceWidth, FaceHead.width)
    voicePool = try AttentionPool("fusion.voice.pool", in: file, width: voiceWidth, heads: 4)
    facePool = try AttentionPool("fusion.face.pool", in: file, width: faceWidth, heads: 8)
    correction = try Linear(
      "fusion.head",
      in: file,
      inputs: voiceWidth + faceWidth,
      outputs: EmotionLabel.allCases.count
    )
    voiceGain = Double(try file.floats("fusion.voice_gain", shape: [1])[0])
    faceGain = Double(try file.floats("fusion.face_gain", shape: [1])[0])
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
      let logarithms = logProbabilities(voiceLogits, temperature: voice.temperature)
      for index in fused.indices { fused[index] += voiceGain * logarithms[index] }
    }
    if let faceLogits {
      let logarithms = logProbabilities(faceLogits, temperature: face.temperature)
      for index in fused.indices { fused[index] += faceGain * logarithms[index] }
    }
    return FusedLogits(voice: voiceLogits, face: faceLogits, fused: fused)
  }
}
