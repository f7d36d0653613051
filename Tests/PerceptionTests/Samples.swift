import Media
import Perception
import System
import TestSupport

/// Test data of this target.
enum Samples {
  static func networks() throws -> PerceptionNetworks {
    try PerceptionNetworks(folder: Repository.models)
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
