import Numerics
import System
import TestSupport

@testable import Voice

/// Tiny encoders with random weights and the hidden states that `transformers` computes, by `Recipes/encoders`.
enum EncoderFixtures {
  static func directory(_ name: String) -> ClipPath {
    ClipPath(Repository.fixture("encoders/\(name)"))
  }

  /// The sound that all of them heard, at 16 kHz.
  static func sound() throws -> [Float] {
    let file = try SafeTensors(path: Repository.fixture("encoders/sound.safetensors"))
    return try file.floats("sound", shape: file.entries["sound"]?.shape ?? [])
  }

  /// The expected hidden states of all layers, one below the other.
  static func states(_ name: String) throws -> Matrix {
    try SafeTensors(path: Repository.fixture("encoders/\(name)/states.safetensors")).rows("states")
  }
}

extension SpeechEncoder {
  /// Hidden states of the layers from 0 to `last`; all by default.
  func states(of samples: [Float], through last: Int? = nil) -> [Matrix] {
    var states: [Matrix] = []
    samples.withUnsafeBufferPointer { buffer in
      encode(buffer, through: last ?? layerCount) { number, matrix in
        precondition(number == states.count, "layer \(number) after \(states.count) layers")
        states.append(matrix)
      }
    }
    return states
  }
}
