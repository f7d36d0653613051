import Fusion
import Numerics
import Perception
import System

/// Identifies the weights that features are computed with. Features from different weights are not comparable.
public enum FeatureIdentity {
  /// Returns a SHA-256 of all weights that a clip's summary depends on, including the voice encoder and its pooling.
  /// Throws `ModelError`, `SafeTensorsError`, and `POSIXError` if a file cannot be read.
  ///
  /// - Parameter fusionModel: a fusion model that replaces the shipped one.
  public static func summaries(fusionModel: ClipPath? = nil) throws -> String {
    let model = try fusionModel ?? ClipPath("\(ModelFolder.find())/\(ModelFolder.fusionModelName)")
    let file = try model.withCString { try SafeTensors(path: $0) }
    let pool = try file.entries.filter { $0.key.hasPrefix(FusionTensors.voicePoolPrefix) }.sorted { $0.key < $1.key }
      .map {
        let numbers = try file.floats($0.key, shape: $0.value.shape)
        return numbers.withUnsafeBytes { Checksum.sha256(of: $0) }
      }
    let checksums = [try PerceptionNetworks.identity(), try checksum(ModelFolder.voiceEncoderName)] + pool
    return Checksum.sha256(of: checksums.joined(separator: " "))
  }

  private static func checksum(_ name: String) throws -> String {
    try Checksum.sha256(ofFile: "\(ModelFolder.find())/\(name)")
  }
}
