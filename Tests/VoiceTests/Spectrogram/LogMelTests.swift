import Foundation
import TestSupport
import Testing
import Voice

@Suite struct LogMelTests {
  /// Compared with librosa (`Recipes/common/log_mel_parity.py`): within 1e-3 where the power is above 1e-8.
  @Test(arguments: ["", "short."])
  func matchesLibrosa(prefix: String) throws {
    let vectors = try Vectors.open("log-mel")
    let samples = try vectors.floats("\(prefix)samples", shape: vectors.entries["\(prefix)samples"]!.shape)
    let shape = vectors.entries["\(prefix)log_mel"]!.shape
    let expected = try vectors.floats("\(prefix)log_mel", shape: shape)
    let computed = LogMel.compute(samples)
    #expect([computed.rows, computed.columns] == shape)
    var compared = 0
    for (value, reference) in zip(computed.values, expected) {
      guard reference > log(1e-8) else {
        #expect(value < log(2e-8))
        continue
      }
      compared += 1
      #expect(abs(value - reference) < 1e-3)
    }
    #expect(compared > expected.count / 4)
  }

  @Test func doesNotDependOnTheBlockSize() {
    let samples = (0..<5000).map { sin(Float($0 * $0) * 1e-4) }
    let whole = LogMel.compute(samples)
    let stream = LogMelStream()
    var steps: [Float] = []
    for start in stride(from: 0, to: samples.count, by: 333) {
      stream.append(samples[start..<min(start + 333, samples.count)]) { steps.append(contentsOf: $0) }
    }
    stream.finish { steps.append(contentsOf: $0) }
    #expect(steps == whole.values)
    #expect(stream.stepCount == LogMel.stepCount(samples: samples.count))
  }

  @Test(arguments: [0, 1, 159, 160, 161, 400])
  func hasAStepEvery160Samples(count: Int) {
    let steps = LogMel.compute([Float](repeating: 0, count: count))
    #expect(steps.rows == 1 + count / 160)
    #expect(steps.values.allSatisfy { abs($0 - log(1e-10)) < 1e-4 })
  }
}
