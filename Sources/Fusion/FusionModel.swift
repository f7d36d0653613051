import Numerics

/// The model that names the emotion from what the encoders heard and saw, with its calibration.
///
/// Each temperature divides a clip's mean log-probabilities, so that the confidences mean what they say.
public struct FusionModel {
  /// Name and version as the record carries them, for example `emocli-av 0.1.0`.
  public let identity: String
  /// The voice alone.
  public let voiceHead: EmotionHead
  public let voiceTemperature: Double
  /// The face alone.
  public let faceHead: FaceHead
  public let faceTemperature: Double
  /// Both together.
  public let fusion: CrossModalFusion
  public let fusedTemperature: Double

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    let name = file.metadata["name"] ?? "unnamed"
    let version = file.metadata["version"] ?? "0"
    let labels = file.metadata["labels"]?.split(separator: ",").map(String.init)
    if let labels, labels != EmotionLabel.allCases.map(\.rawValue) {
      throw SafeTensorsError.malformed(path: file.path, reason: "its labels are \(labels.joined(separator: " "))")
    }
    identity = "\(name) \(version)"
    voiceHead = try EmotionHead("voice", in: file, width: CrossModalFusion.voiceWidth, heads: 4)
    voiceTemperature = try Self.temperature("voice.temperature", in: file)
    faceHead = try FaceHead("face", in: file)
    faceTemperature = try Self.temperature("face.temperature", in: file)
    fusion = try CrossModalFusion(
      in: file,
      voice: CalibratedHead(head: voiceHead, temperature: voiceTemperature),
      face: CalibratedHead(head: faceHead, temperature: faceTemperature)
    )
    fusedTemperature = try Self.temperature("fusion.temperature", in: file)
  }

  private static func temperature(_ name: String, in file: SafeTensors) throws -> Double {
    let temperature = Double(try file.floats(name, shape: [1])[0])
    guard temperature > 0, temperature.isFinite else {
      throw SafeTensorsError.malformed(path: file.path, reason: "its \(name) is \(temperature)")
    }
    return temperature
  }
}
