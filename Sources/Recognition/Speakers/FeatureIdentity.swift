import Fusion
import Media
import Numerics

/// Names the weights that features come from: what was measured with others cannot be compared.
public enum FeatureIdentity {
  /// What finds, hears and sees.
  private static let encoderNames = [
    ModelFolder.speechActivityName, ModelFolder.faceDetectorName, ModelFolder.landmarksName,
    ModelFolder.expressionName, ModelFolder.actionUnitsName, ModelFolder.restoringName,
    ModelFolder.speakingFaceName,
  ]

  /// Of all weights that the windows of a clip depend on, as SHA-256. Throws `ModelError`, and `POSIXError` where a file
  /// cannot be read.
  ///
  /// - Parameter encoders: a folder whose voice encoder is taken instead of the shipped one.
  public static func windows(encoders: ClipPath? = nil) throws -> String {
    let folder = ClipPath(try ModelFolder.find())
    let voice = (encoders ?? folder).appending(ModelFolder.voiceEncoderName.utf8)
    let others = encoderNames.map { folder.appending($0.utf8) }
    let checksums = try ([voice] + others).map { try $0.withCString { try Checksum.sha256(ofFile: $0) } }
    return Checksum.sha256(of: checksums.joined(separator: " "))
  }

  /// Of all weights that a clip's summary depends on, as SHA-256: also how the voice is pooled. Throws as `windows` does,
  /// and `SafeTensorsError`.
  ///
  /// - Parameter fusionModel: another fusion model than the shipped one.
  public static func summaries(fusionModel: ClipPath? = nil) throws -> String {
    let model = try fusionModel ?? ClipPath("\(ModelFolder.find())/\(ModelFolder.fusionModelName)")
    let file = try model.withCString { try SafeTensors(path: $0) }
    let pool = try file.entries.filter { $0.key.hasPrefix("voice.pool.") }.sorted { $0.key < $1.key }.map {
      let numbers = try file.floats($0.key, shape: $0.value.shape)
      return numbers.withUnsafeBytes { Checksum.sha256(of: $0) }
    }
    return Checksum.sha256(of: ([try windows()] + pool).joined(separator: " "))
  }
}
