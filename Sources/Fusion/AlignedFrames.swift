import Networks
import Numerics

/// What a moment of the voice is paired with: the mean of the face's frames that the alignment lays on it, through a linear
/// map, W · mean(f).
struct AlignedFrames {
  /// (voice channels, face channels)
  private let weight: Matrix

  /// Reads `name.weight`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource, voiceWidth: Int, faceWidth: Int) throws {
    let shape = [voiceWidth, faceWidth]
    weight = try source.weights("\(name).weight", shape: shape, initial: .uniform(inputs: faceWidth))
  }

  /// Frames (frames, face channels) → what each moment is paired with, (moments, voice channels); zeros where it is with
  /// none. `pairings` are each moment's frames.
  func callAsFunction(_ face: Matrix, _ pairings: [Range<Int>], on tape: Tape?) -> Matrix {
    let means = means(of: face, pairings, on: tape)
    let paired = Matrix(rows: means.rows, columns: weight.rows)
    BLAS.multiply(means.view, weight.view, transposeB: true, into: paired.view)
    tape?.record(paired, from: [means, weight]) { [weight] tape, gradient in
      if let toMeans = tape.gradient(of: means) {
        BLAS.multiply(gradient.view, weight.view, into: toMeans.view, beta: 1)
      }
      if let toWeight = tape.gradient(of: weight) {
        BLAS.multiply(gradient.view, means.view, transposeA: true, into: toWeight.view, beta: 1)
      }
    }
    return paired
  }

  /// The mean of each moment's frames; zeros where it has none.
  private func means(of face: Matrix, _ pairings: [Range<Int>], on tape: Tape?) -> Matrix {
    let means = Matrix(rows: pairings.count, columns: face.columns)
    for (moment, range) in pairings.enumerated() {
      for frame in range { means.add(face, row: frame, to: moment, times: 1 / Float(range.count)) }
    }
    tape?.record(means, from: [face]) { tape, gradient in
      guard let toFace = tape.gradient(of: face) else { return }
      for (moment, range) in pairings.enumerated() {
        for frame in range { toFace.add(gradient, row: moment, to: frame, times: 1 / Float(range.count)) }
      }
    }
    return means
  }
}
