import Numerics
import System

/// Names the weights that features come from: what was measured with others cannot be compared.
public enum FeatureIdentity {
  /// Of all weights but the voice encoder that the windows of a clip depend on, as SHA-256. Throws `ModelError`, and
  /// `POSIXError` where a file cannot be read.
  public static func networks() throws -> String {
    let names = [
      ModelFolder.speechActivityName, ModelFolder.faceDetectorName, ModelFolder.landmarksName,
      ModelFolder.expressionName, ModelFolder.actionUnitsName, ModelFolder.speakingFaceName,
    ]
    return Checksum.sha256(of: try names.map(checksum).joined(separator: " "))
  }

  /// Of all weights that a clip's summary depends on, as SHA-256: also of what hears and pools the voice. Throws as
  /// `networks` does, and `SafeTensorsError`.
  ///
  /// - Parameter fusionModel: another fusion model than the shipped one.
  public static func summaries(fusionModel: ClipPath? = nil) throws -> String {
    let model = try fusionModel ?? ClipPath("\(ModelFolder.find())/\(ModelFolder.fusionModelName)")
    let file = try model.withCString { try SafeTensors(path: $0) }
    let pool = try file.entries.filter { $0.key.hasPrefix("voice.pool.") }.sorted { $0.key < $1.key }.map {
      let numbers = try file.floats($0.key, shape: $0.value.shape)
      return numbers.withUnsafeBytes { Checksum.sha256(of: $0) }
    }
    let checksums = [try networks(), try checksum(ModelFolder.voiceEncoderName)] + pool
    return Checksum.sha256(of: checksums.joined(separator: " "))
  }

  private static func checksum(_ name: String) throws -> String {
    try Checksum.sha256(ofFile: "\(ModelFolder.find())/\(name)")
  }
}
