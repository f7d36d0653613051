import Fusion
import Numerics
import Perception
import System

/// Identifies the weights that features are computed with. Features from different weights are not comparable.
public enum FeatureIdentity {
  /// Returns a SHA-256 of all weights that a clip's summary depends on, including the voice encoder and its pooling.
  /// Throws `ModelError`, `SafeTensorsError`, and `POSIXError` if a file cannot be read.
  ///
  /// - Parameter choice: the networks in use.
  public static func summaries(_ choice: ModelChoice = ModelChoice()) throws -> String {
    let model = try choice.fusion ?? ClipPath("\(ModelFolder.find())/\(ModelFolder.fusionModelName)")
    let file = try model.withCString { try SafeTensors(path: $0) }
    let prefixes = [FusionTensors.voicePoolPrefix, FusionTensors.voiceStates + "."]
    let pool = try file.entries.filter { entry in prefixes.contains { entry.key.hasPrefix($0) } }
      .sorted { $0.key < $1.key }
      .map {
        let numbers = try file.floats($0.key, shape: $0.value.shape)
        return numbers.withUnsafeBytes { Checksum.sha256(of: $0) }
      }
    let voice = try choice.voice.fingerprint(shippedIn: ModelFolder.find())
    let checksums = [try PerceptionNetworks.identity(), voice] + pool
    return Checksum.sha256(of: checksums.joined(separator: " "))
  }
}
