import Networks
import Numerics

extension FusedHead {
  /// The logits of whole windows. The face head is not taught to fill the voice's gaps: its opinion enters the fused
  /// logits as it is.
  func logits(_ window: FusedWindow, _ batch: FusionBatch, spoiling: OpinionNoise?, on tape: Tape?) -> BatchLogits {
    let (moments, frames) = (batch.voice.ranges, batch.face.ranges)
    let voiceLogits = voice.head.logits(window.voice, ranges: moments, on: tape)
    let faceLogits = face.head.logits(window.face, ranges: frames, on: tape)
    let pooled = voicePool(window.attendedVoice, ranges: moments, on: tape)
      .beside(facePool(window.attendedFace, ranges: frames, on: tape), on: tape)
    let correction = correction(pooled, on: tape)
    let counts = (0..<batch.count).map { spoiling?.isCorrectionAlone[$0] == true ? 0 : 1 as Float }
    let heard = Matrix(rows: voiceLogits.rows, columns: voiceLogits.columns, values: voiceLogits.elements)
    if let spoiling { heard.add(spoiling.voice) }
    let fused = Matrix(rows: correction.rows, columns: correction.columns, values: correction.elements)
    for (window, count) in counts.enumerated() where count > 0 {
      if !moments[window].isEmpty { add(heard, voice.temperature, voiceGain, to: fused, row: window) }
      if !frames[window].isEmpty { add(faceLogits, face.temperature, faceGain, to: fused, row: window) }
    }
    tape?.record(fused, from: [correction]) { tape, gradient in tape.gradient(of: correction)?.add(gradient) }
    return BatchLogits(voice: voiceLogits, face: faceLogits, fused: fused)
  }

  /// Adds a stream's calibrated opinion on one window.
  private func add(_ logits: Matrix, _ temperature: Double, _ gain: Double, to fused: Matrix, row: Int) {
    let opinion = opinion(logits.row(row).map(Double.init), temperature: temperature, gain: gain)
    let sum = fused.row(row)
    for label in sum.indices { sum[label] += Float(opinion[label]) }
  }
}

extension Matrix {
  /// The columns of another matrix to the right of this one's.
  fileprivate func beside(_ other: Matrix, on tape: Tape?) -> Matrix {
    precondition(rows == other.rows, "\(rows) rows beside \(other.rows)")
    let joined = Matrix(rows: rows, columns: columns + other.columns)
    for row in 0..<rows {
      _ = UnsafeMutableBufferPointer(rebasing: joined.row(row)[..<columns]).update(fromContentsOf: self.row(row))
      _ = UnsafeMutableBufferPointer(rebasing: joined.row(row)[columns...]).update(fromContentsOf: other.row(row))
    }
    tape?.record(joined, from: [self, other]) { [self] tape, gradient in
      let (toLeft, toRight) = (tape.gradient(of: self), tape.gradient(of: other))
      for row in 0..<rows {
        let given = gradient.row(row)
        if let sum = toLeft?.row(row) { for column in sum.indices { sum[column] += given[column] } }
        if let sum = toRight?.row(row) { for column in sum.indices { sum[column] += given[columns + column] } }
      }
    }
    return joined
  }
}
