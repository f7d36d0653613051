import Numerics
import System
import TestSupport
import Testing
import Voice

/// Compared with `transformers` on a tiny random model (`Recipes/encoders/whisper_fixtures.py`).
@Suite("Whisper's encoder")
struct WhisperEncoderTests {
  private static let directory = ClipPath(Repository.fixture("encoders/whisper"))

  private func encode(_ encoder: any SpeechEncoder, _ samples: [Float], through last: Int) -> [Matrix] {
    var states: [Matrix] = []
    samples.withUnsafeBufferPointer {
      encoder.encode($0, through: last) { layer, matrix in
        #expect(layer == states.count)
        states.append(Matrix(copying: matrix))
      }
    }
    return states
  }

  @Test("Every layer equals transformers")
  func parity() throws {
    let encoder = try PretrainedEncoder.open(Self.directory).network
    #expect(encoder.architecture == "whisper" && encoder.width == 16 && encoder.layerCount == 2)
    let reference = try SafeTensors(path: Repository.fixture("encoders/whisper/states.safetensors"))
    let samples = try reference.floats("samples", shape: [6660])
    let states = encode(encoder, samples, through: 2)
    #expect(states.count == 3)
    for (layer, found) in states.enumerated() {
      #expect(found.rows == encoder.stateCount(samples: samples.count))
      #expect(found.maxDifference(to: try reference.rows("states.\(layer)")) < 1e-4)
    }
    let first = encode(encoder, samples, through: 1)
    #expect(first.count == 2 && first[1].values == states[1].values)
  }

  @Test("A sound of any length has a state every 20 ms", arguments: [0, 1, 200, 399, 400, 480, 641, 480_000])
  func lengths(count: Int) throws {
    let encoder = try PretrainedEncoder.open(Self.directory).network
    let states = encode(encoder, [Float](repeating: 0.1, count: count), through: 0)
    #expect(states[0].rows == max(1, (count / 160 + 1) / 2))
    #expect(states[0].rows == encoder.stateCount(samples: count))
    #expect(states[0].values.allSatisfy { $0.isFinite })
  }
}
