import Emotion
import Foundation
import Networks
import Numerics

/// What a trained model says about itself, in the metadata of its file.
public struct ModelDescription: Sendable {
  /// As the records carry it: a name and a version with a space between.
  public var identity: String
  /// Whom it was trained on, `corpus/speaker`, those for validation and calibration too.
  public var people: [String]
  /// How many clips of what, in words.
  public var training: String
  public var licence: String
  public var seed: UInt64
  /// The epoch whose weights were kept.
  public var keptEpoch: Int
  public var epochs: Int

  public init(
    identity: String,
    people: [String],
    training: String,
    licence: String,
    seed: UInt64,
    keptEpoch: Int,
    epochs: Int
  ) {
    self.identity = identity
    self.people = people
    self.training = training
    self.licence = licence
    self.seed = seed
    self.keptEpoch = keptEpoch
    self.epochs = epochs
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
      // Strings always have a JSON text.
      "speakers": String(decoding: try! encoder.encode(people), as: UTF8.self),
      "training": training,
      "recipe": "emocli train",
      "seed": "\(seed)",
      "epochs": "\(epochs)",
      "kept_epoch": "\(keptEpoch)",
    ]
  }

  /// The model's file, float16: the same bytes for the same weights and description.
  public func file(_ weights: TrainableWeights) -> Data {
    var writer = SafeTensorsWriter()
    for tensor in weights.tensors { writer.add(tensor.name, shape: tensor.shape, tensor.values) }
    return writer.file(metadata: metadata)
  }
}
