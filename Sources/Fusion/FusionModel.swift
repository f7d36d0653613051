import Foundation
import Numerics

/// The model that names the emotion from what the encoders heard and saw, with its calibration.
///
/// Each temperature divides a clip's mean log-probabilities, so that the confidences mean what they say.
public struct FusionModel {
  /// Name and version as the record carries them, for example `emocli-av 0.1.0`.
  public let identity: String
  /// Whom it was trained on, as `corpus/speaker`; nil when the file does not say.
  public let speakers: Set<String>?
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
    speakers = try file.metadata["speakers"].map { text in
      guard let speakers = try? JSONDecoder().decode(Set<String>.self, from: Data(text.utf8)) else {
        throw SafeTensorsError.malformed(path: file.path, reason: "its speakers are no JSON array of strings")
      }
      return speakers
    }
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
