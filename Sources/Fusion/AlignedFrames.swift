import Networks
import Numerics

/// Adds to every moment of the voice the mean of the face's frames that the alignment pairs it with, through a linear map:
/// v + W · mean(f).
struct AlignedFrames {
  /// (voice channels, face channels)
  private let weight: Matrix

  /// Reads `name.weight`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource, voiceWidth: Int, faceWidth: Int) throws {
    let shape = [voiceWidth, faceWidth]
    weight = try source.weights("\(name).weight", shape: shape, initial: .uniform(inputs: faceWidth))
  }

  /// Moments (moments, voice channels) and frames (frames, face channels) → (moments, voice channels). `pairings` are each
  /// moment's frames.
  func callAsFunction(_ voice: Matrix, _ face: Matrix, _ pairings: [Range<Int>], on tape: Tape?) -> Matrix {
    precondition(pairings.count == voice.rows, "\(pairings.count) pairings for \(voice.rows) moments")
    let means = means(of: face, pairings, on: tape)
    let joined = Matrix(rows: voice.rows, columns: voice.columns, values: voice.elements)
    BLAS.multiply(means.view, weight.view, transposeB: true, into: joined.view, beta: 1)
    tape?.record(joined, from: [voice, means, weight]) { [weight] tape, gradient in
      tape.gradient(of: voice)?.add(gradient)
      if let toMeans = tape.gradient(of: means) {
        BLAS.multiply(gradient.view, weight.view, into: toMeans.view, beta: 1)
      }
      if let toWeight = tape.gradient(of: weight) {
        BLAS.multiply(gradient.view, means.view, transposeA: true, into: toWeight.view, beta: 1)
      }
    }
    return joined
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
