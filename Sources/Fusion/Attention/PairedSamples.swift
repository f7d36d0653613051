import Networks
import Numerics

/// The samples of another stream that the alignment pairs with each moment of the voice: W · mean(samples).
struct PairedSamples {
  /// (voice channels, channels of the other stream)
  private let weight: Matrix

  /// Reads `name.weight`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource, voiceWidth: Int, width: Int) throws {
    let shape = [voiceWidth, width]
    weight = try source.weights("\(name).weight", shape: shape, initial: .uniform(inputs: width))
  }

  /// Samples (samples, channels) → (moments, voice channels); zeros for a moment without samples. `pairings` holds the
  /// range of samples for each moment.
  func callAsFunction(_ samples: Matrix, _ pairings: [Range<Int>], on tape: Tape?) -> Matrix {
    let means = means(of: samples, pairings, on: tape)
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

  /// Returns the mean of each moment's samples; zeros where it has none.
  private func means(of samples: Matrix, _ pairings: [Range<Int>], on tape: Tape?) -> Matrix {
    let means = Matrix(rows: pairings.count, columns: samples.columns)
    for (moment, range) in pairings.enumerated() {
      for sample in range { means.add(samples, row: sample, to: moment, times: 1 / Float(range.count)) }
    }
    tape?.record(means, from: [samples]) { tape, gradient in
      guard let toSamples = tape.gradient(of: samples) else { return }
      for (moment, range) in pairings.enumerated() {
        for sample in range { toSamples.add(gradient, row: moment, to: sample, times: 1 / Float(range.count)) }
      }
    }
    return means
  }
}
