import Emotion
import Foundation
import Fusion
import Networks
import Numerics

/// A trained model's description, stored as its file's metadata.
public struct ModelDescription: Sendable {
  /// Name and version, separated by a space, as they stand in the record.
  public var identity: String
  /// Its speakers, as `corpus/speaker`, including those for validation and calibration.
  public var speakers: [String]
  /// The training data in words.
  public var training: String
  public var licence: String
  public var seed: UInt64
  /// The epoch whose weights were kept.
  public var keptEpoch: Int
  public var epochs: Int
  /// The voice encoder that the model needs.
  public var encoder: EncoderIdentity

  public init(
    identity: String,
    speakers: [String],
    training: String,
    licence: String,
    seed: UInt64,
    keptEpoch: Int,
    epochs: Int,
    encoder: EncoderIdentity
  ) {
    self.identity = identity
    self.speakers = speakers
    self.training = training
    self.licence = licence
    self.seed = seed
    self.keptEpoch = keptEpoch
    self.epochs = epochs
    self.encoder = encoder
  }

  private var metadata: [String: String] {
    let words = identity.split(separator: " ").map(String.init)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return [
      "name": words.dropLast().joined(separator: " "),
      "version": words.last ?? "",
      "labels": EmotionLabel.allCases.map(\.rawValue).joined(separator: ","),
      "licence": licence,
      // Encoding strings never fails.
      "speakers": String(decoding: try! encoder.encode(speakers), as: UTF8.self),
      "training": training,
      "recipe": "emocli train",
      "seed": "\(seed)",
      "epochs": "\(epochs)",
      "kept_epoch": "\(keptEpoch)",
    ].merging(self.encoder.metadata) { own, _ in own }
  }

  /// Returns the model file in float16, but for the statistics of hidden states, whose means may be far larger than
  /// their spreads. Equal weights and descriptions give equal bytes.
  public func file(_ weights: TrainableWeights) -> Data {
    var writer = SafeTensorsWriter()
    for tensor in weights.tensors {
      let isStatistic = FusionTensors.isStateStatistic(tensor.name)
      writer.add(tensor.name, shape: tensor.shape, tensor.values, as: isStatistic ? .single : .half)
    }
    return writer.file(metadata: metadata)
  }
}
