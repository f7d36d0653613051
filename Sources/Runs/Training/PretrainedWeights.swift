import Fusion
import Learning
import Networks
import Numerics
import Perception
import System

/// The encoders of a run's clips and its network's initial weights.
struct InitialWeights: Sendable {
  /// The directory of the voice encoder, or nil for the shipped one.
  let encoders: ClipPath?
  /// The checksum of all weights on which cached features depend; the voice encoder is not among them.
  let networkChecksum: String
  let weights: [TrainableWeights.Pretrained]
  /// The checksum of everything above.
  let checksum: String
}

/// The weights on which training is based.
struct PretrainedWeights {
  private let folder: String
  private let shipped: SafeTensors
  private let model: SafeTensors?
  private let encoders: ClipPath?
  /// The speakers in the training data of the initial model, or nil if unknown.
  let speakers: Set<String>?

  private static let voiceHeadName = "voice-head.safetensors"
  /// Throws `ModelError` or `SafeTensorsError`.
  init(_ request: TrainingRequest) throws {
    folder = try ModelFolder.find()
    shipped = try SafeTensors(path: "\(folder)/\(ModelFolder.fusionModelName)")
    model = try request.model.map { try $0.withCString { try SafeTensors(path: $0) } }
    speakers = try model.flatMap { try FusionModel(weights: $0).speakers }
    encoders = request.encoders
  }

  /// Returns each run's initial weights, by run name. Throws `ModelError` or `SafeTensorsError`.
  func initialWeights(of runs: [TrainingPlan.Run]) throws -> [String: InitialWeights] {
    var known: [ClipPath?: InitialWeights] = [:]
    var initialWeights: [String: InitialWeights] = [:]
    for run in runs {
      // The final network uses the shipped weights.
      let folder = run.fold.flatMap { fold in encoders.map { $0.appending(fold.utf8) } }
      let weights = try known[folder] ?? self.initialWeights(folder)
      known[folder] = weights
      initialWeights[run.name] = weights
    }
    return initialWeights
  }

  /// Uses the encoder and voice head of a directory, or the shipped ones.
  private func initialWeights(_ folder: ClipPath?) throws -> InitialWeights {
    // Check that the encoders can be used.
    _ = try PerceptionNetworks(encoders: folder)
    var weights = model.map { [TrainableWeights.Pretrained($0)] } ?? []
    if let folder {
      let head = try folder.appending(Self.voiceHeadName.utf8).withCString { try SafeTensors(path: $0) }
      weights.insert(TrainableWeights.Pretrained(head, prefix: FusionTensors.voicePrefix), at: 0)
    } else {
      weights.append(TrainableWeights.Pretrained(shipped, prefix: FusionTensors.voicePrefix))
    }
    for name in FusionTensors.voiceHead where !weights.contains(where: { $0.contains(name) }) {
      throw SafeTensorsError.missing(path: weights[0].file.path, tensor: name)
    }
    _ = try FusionModel(trainable: TrainableWeights(seed: 0, startingFrom: weights))
    let voice = try (folder ?? ClipPath(self.folder)).appending(ModelFolder.voiceEncoderName.utf8).withCString {
      try Checksum.sha256(ofFile: $0)
    }
    let networkChecksum = try PerceptionNetworks.identity()
    let checksums = weights.map { "\($0.prefix) \($0.file.checksum)" } + [networkChecksum, voice]
    return InitialWeights(
      encoders: folder,
      networkChecksum: networkChecksum,
      weights: weights,
      checksum: Checksum.sha256(of: checksums.joined(separator: " "))
    )
  }
}
