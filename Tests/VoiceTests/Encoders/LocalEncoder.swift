import Numerics
import Voice

/// An encoder whose states depend on a few samples around them only, so that blocks must equal one pass.
final class LocalEncoder: SpeechEncoder, @unchecked Sendable {
  let architecture = "local"
  let width = 2
  let layerCount = 3
  let parameterCount = 0
  let firstStateSeconds: Double
  /// Samples of each call.
  private(set) var calls: [Int] = []

  /// Samples before and behind a state's first sample, 320 i, that it depends on.
  private let before: Int
  private let behind: Int

  /// - Parameter isCentred: whether states lie on multiples of 20 ms and reach 200 samples to both sides, like Whisper's;
  ///   else a state begins there and takes 400 samples, like Wav2Vec 2.0's.
  init(isCentred: Bool) {
    firstStateSeconds = isCentred ? 0 : 0.0125
    (before, behind) = isCentred ? (200, 199) : (0, 399)
  }

  func stateCount(samples: Int) -> Int {
    before > 0 ? (max(samples, 400) / 160 + 1) / 2 : (max(samples, 400) - 400) / 320 + 1
  }

  func encode(
    _ samples: UnsafeBufferPointer<Float>,
    through last: Int,
    receive: (Int, Matrix) throws -> Void
  ) rethrows {
    calls.append(samples.count)
    func sample(_ place: Int) -> Float { samples.indices.contains(place) ? samples[place] : 0 }
    for layer in 0...last {
      let states = Matrix(rows: stateCount(samples: samples.count), columns: width)
      for state in 0..<states.rows {
        states.pointer[2 * state] = Float(layer) + sample(320 * state - before)
        states.pointer[2 * state + 1] = Float(layer) - sample(320 * state + behind)
      }
      try receive(layer, states)
    }
  }
}
