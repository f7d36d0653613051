import Foundation
import Networks
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
    let labels = file.metadata["labels"]?.split(separator: ",").map(String.init)
    if let labels, labels != EmotionLabel.allCases.map(\.rawValue) {
      throw SafeTensorsError.malformed(path: file.path, reason: "its labels are \(labels.joined(separator: " "))")
    }
    let speakers = try file.metadata["speakers"].map { text in
      guard let speakers = try? JSONDecoder().decode(Set<String>.self, from: Data(text.utf8)) else {
        throw SafeTensorsError.malformed(path: file.path, reason: "its speakers are no JSON array of strings")
      }
      return speakers
    }
    let (name, version) = (file.metadata["name"] ?? "unnamed", file.metadata["version"] ?? "0")
    try self.init(in: file, identity: "\(name) \(version)", speakers: speakers)
    for (name, temperature) in [("voice", voiceTemperature), ("face", faceTemperature), ("fusion", fusedTemperature)]
    where !(temperature > 0 && temperature.isFinite) {
      throw SafeTensorsError.malformed(path: file.path, reason: "its \(name).temperature is \(temperature)")
    }
  }

  /// A model that is to learn. Throws `SafeTensorsError` where an earlier one's tensors have other shapes.
  public init(learning weights: TrainableWeights) throws {
    try self.init(in: weights, identity: "unnamed 0", speakers: nil)
  }

  private init(in source: some WeightSource, identity: String, speakers: Set<String>?) throws {
    self.identity = identity
    self.speakers = speakers
    voiceHead = try EmotionHead("voice", in: source, width: CrossModalFusion.voiceWidth, heads: 4)
    voiceTemperature = try source.number("voice.temperature")
    faceHead = try FaceHead("face", in: source)
    faceTemperature = try source.number("face.temperature")
    fusion = try CrossModalFusion(
      in: source,
      voice: CalibratedHead(head: voiceHead, temperature: voiceTemperature),
      face: CalibratedHead(head: faceHead, temperature: faceTemperature)
    )
    fusedTemperature = try source.number("fusion.temperature")
  }
}
