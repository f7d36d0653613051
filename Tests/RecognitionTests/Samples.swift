import Foundation
import Media
import Numerics
import System
import TestSupport
import Voice

@testable import Recognition

/// What the tests of this target work on.
enum Samples {
  /// Any weights will do: what they say is not looked at.
  static func models() throws -> Models {
    try Models(folder: Repository.models)
  }

  /// Embeddings of which no two are the same.
  static func embeddings(_ count: Int, width: Int = VoiceEncoder.width) -> Matrix {
    Matrix(rows: count, columns: width, values: (0..<count * width).map { sin(Float($0 * 7 % 10_007)) })
  }

  /// The committed speech at 16 kHz.
  static func speech() throws -> [Float] {
    let reader = try ClipReader(path: ClipPath(Repository.fixture("speech.wav")))
    var samples: [Float] = []
    while let event = try reader.next() {
      if case .sound(let block) = event { samples += block.channels[0] }
    }
    return samples
  }
}
