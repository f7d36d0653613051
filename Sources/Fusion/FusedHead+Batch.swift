import Emotion
import Networks
import Numerics

extension FusedHead {
  /// The logits of whole windows. The voice's head does not learn here, and the face's is not taught to fill the voice's
  /// gaps: their opinions enter the fused logits as they are.
  func logits(_ streams: AttendedStreams, _ batch: FusionBatch, spoiling: OpinionNoise?, on tape: Tape?) -> BatchLogits
  {
    let (moments, frames) = (batch.voice.ranges, batch.frames)
    let voiceLogits = voiceLogits(streams.voice, batch)
    let faceLogits = faceLogits(streams.face, batch, on: tape)
    let pooled = voicePool(streams.attendedVoice, ranges: moments, on: tape)
      .beside(facePool(streams.attendedFace, ranges: frames, on: tape), on: tape)
    let correction = correction(pooled, on: tape)
    let fused = Matrix(rows: correction.rows, columns: correction.columns, values: correction.elements)
    for window in 0..<batch.count where spoiling?.isCorrectionAlone[window] != true {
      let sum = fused.row(window)
      if !moments[window].isEmpty {
        let doubt = spoiling?.voice.row(window)
        let heard = voiceLogits.row(window).enumerated().map { Double($1 + (doubt?[$0] ?? 0)) }
        for (label, value) in logProbabilities(heard).enumerated() { sum[label] += Float(value) }
      }
      if !frames[window].isEmpty {
        let seen = faceLogits.row(window).map(Double.init)
        for (label, value) in logProbabilities(seen).enumerated() { sum[label] += Float(value) }
      }
    }
    tape?.record(fused, from: [correction]) { tape, gradient in tape.gradient(of: correction)?.add(gradient) }
    return BatchLogits(voice: voiceLogits, face: faceLogits, fused: fused, paired: streams.paired)
  }

  /// (windows, 8); rows of windows without a voice say nothing.
  private func voiceLogits(_ rows: Matrix, _ batch: FusionBatch) -> Matrix {
    let pooled = voice.pooled(rows, ranges: batch.voice.ranges)
    let values = (0..<batch.count).flatMap { window in
      voice.logits(pooled: Array(pooled.row(window)), baseline: batch.baselines[window]).map(Float.init)
    }
    return Matrix(rows: batch.count, columns: EmotionLabel.allCases.count, values: values)
  }

  private func faceLogits(_ rows: Matrix, _ batch: FusionBatch, on tape: Tape?) -> Matrix {
    let personal = face.logits(
      batch.faces.map { FaceSummary($0) },
      baselines: batch.baselines,
      factors: batch.keptFeatures,
      on: tape
    )
    let general = face.logits(rows, ranges: batch.frames, on: tape)
    let shares = batch.baselines.map { Float(1 - ($0?.faceShare ?? 0)) }
    return general.scaled(rowsBy: shares, on: tape).plus(personal, on: tape)
  }
}
