import Fusion
import Learning
import Media
import Networks
import Numerics
import Recognition

/// What a run's clips are heard with and what its network begins with.
struct TrainStart: Sendable {
  /// The folder of the voice encoder; nil for the shipped one.
  let encoders: ClipPath?
  /// Of all weights that the windows of a clip depend on.
  let encoderChecksum: String
  let weights: [TrainableWeights.Start]
  /// Of all of it.
  let checksum: String
}

/// The weights that a training stands on.
struct TrainWeights {
  private let folder: String
  private let shipped: SafeTensors
  private let model: SafeTensors?
  private let encoders: ClipPath?
  /// Whom `--model` was trained on.
  let people: Set<String>?

  private static let voiceHeadName = "voice-head.safetensors"
  /// What every network needs from its start: it is not learnt here.
  private static let needed = [
    "voice.pool.weight", "voice.pool.bias", "voice.head.weight", "voice.head.bias", "voice.personal.weight",
    "voice.personal.bias",
  ]

  /// Throws `ModelError` or `SafeTensorsError`.
  init(_ options: TrainOptions) throws {
    folder = try ModelFolder.find()
    shipped = try SafeTensors(path: "\(folder)/\(ModelFolder.fusionModelName)")
    model = try options.model.map { try $0.withCString { try SafeTensors(path: $0) } }
    people = try model.flatMap { try FusionModel(weights: $0).speakers }
    encoders = options.encoders
  }

  /// Where the network without a fold begins; nil: the network of all clips. Throws `ModelError` or `SafeTensorsError`.
  func start(withoutFold fold: String?) throws -> TrainStart {
    let folder = fold.flatMap { fold in encoders.map { $0.appending(fold.utf8) } }
    // Also whether they can be used.
    _ = try Models(encoders: folder)
    var weights = model.map { [TrainableWeights.Start($0)] } ?? []
    if let folder {
      let head = try folder.appending(Self.voiceHeadName.utf8).withCString { try SafeTensors(path: $0) }
      weights.insert(TrainableWeights.Start(head, prefix: "voice."), at: 0)
    } else {
      weights.append(TrainableWeights.Start(shipped, prefix: "voice."))
    }
    for name in Self.needed where !weights.contains(where: { $0.holds(name) }) {
      throw SafeTensorsError.missing(path: weights[0].file.path, tensor: name)
    }
    _ = try FusionModel(learning: TrainableWeights(seed: 0, startingFrom: weights))
    let encoderChecksum = try FeatureIdentity.windows(encoders: folder)
    let checksums = weights.map { "\($0.prefix) \($0.file.checksum)" } + [encoderChecksum]
    return TrainStart(
      encoders: folder,
      encoderChecksum: encoderChecksum,
      weights: weights,
      checksum: Checksum.sha256(of: checksums.joined(separator: " "))
    )
  }
}
