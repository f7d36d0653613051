import Numerics

/// The model that names the emotion from what the encoders heard and saw, with its calibration.
public struct FusionModel {
  /// Name and version as the record carries them, for example `emocli-av 0.1.0`.
  public let identity: String
  public let voiceHead: EmotionHead
  /// Divides a clip's mean log-probabilities so that the confidences mean what they say.
  public let voiceTemperature: Double

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    let name = file.metadata["name"] ?? "unnamed"
    let version = file.metadata["version"] ?? "0"
    let labels = file.metadata["labels"]?.split(separator: ",").map(String.init)
    if let labels, labels != EmotionLabel.allCases.map(\.rawValue) {
      throw SafeTensorsError.malformed(path: file.path, reason: "its labels are \(labels.joined(separator: " "))")
    }
    identity = "\(name) \(version)"
    voiceHead = try EmotionHead("voice", in: file, width: 256, heads: 4)
    voiceTemperature = Double(try file.floats("voice.temperature", shape: [1])[0])
    guard voiceTemperature > 0, voiceTemperature.isFinite else {
      throw SafeTensorsError.malformed(path: file.path, reason: "its temperature is \(voiceTemperature)")
    }
  }
}
