import Fusion
import Learning
import Networks
import Numerics
import Perception
import System

/// What a run's clips are heard with and what its network begins with.
struct StartingPoint: Sendable {
  /// The folder of the voice encoder; nil for the shipped one.
  let encoders: ClipPath?
  /// Of all weights that what is kept of a clip depends on: not of the voice encoder.
  let networkChecksum: String
  let weights: [TrainableWeights.Start]
  /// Of all of it.
  let checksum: String
}

/// The weights that a training stands on.
struct StartingWeights {
  private let folder: String
  private let shipped: SafeTensors
  private let model: SafeTensors?
  private let encoders: ClipPath?
  /// Whom the model to begin with was trained on; nil when it does not say.
  let people: Set<String>?

  private static let voiceHeadName = "voice-head.safetensors"
  /// Throws `ModelError` or `SafeTensorsError`.
  init(_ request: TrainingRequest) throws {
    folder = try ModelFolder.find()
    shipped = try SafeTensors(path: "\(folder)/\(ModelFolder.fusionModelName)")
    model = try request.model.map { try $0.withCString { try SafeTensors(path: $0) } }
    people = try model.flatMap { try FusionModel(weights: $0).speakers }
    encoders = request.encoders
  }

  /// What each run begins with, by the runs' names. Throws `ModelError` or `SafeTensorsError`.
  func starts(of runs: [TrainingPlan.Run]) throws -> [String: StartingPoint] {
    var known: [ClipPath?: StartingPoint] = [:]
    var starts: [String: StartingPoint] = [:]
    for run in runs {
      // The network of all clips stands on what is shipped.
      let folder = run.fold.flatMap { fold in encoders.map { $0.appending(fold.utf8) } }
      let start = try known[folder] ?? start(folder)
      known[folder] = start
      starts[run.name] = start
    }
    return starts
  }

  /// With the encoder and the voice's head of a folder, or what is shipped.
  private func start(_ folder: ClipPath?) throws -> StartingPoint {
    // Also whether they can be used.
    _ = try PerceptionNetworks(encoders: folder)
    var weights = model.map { [TrainableWeights.Start($0)] } ?? []
    if let folder {
      let head = try folder.appending(Self.voiceHeadName.utf8).withCString { try SafeTensors(path: $0) }
      weights.insert(TrainableWeights.Start(head, prefix: FusionTensors.voicePrefix), at: 0)
    } else {
      weights.append(TrainableWeights.Start(shipped, prefix: FusionTensors.voicePrefix))
    }
    for name in FusionTensors.voiceHead where !weights.contains(where: { $0.holds(name) }) {
      throw SafeTensorsError.missing(path: weights[0].file.path, tensor: name)
    }
    _ = try FusionModel(learning: TrainableWeights(seed: 0, startingFrom: weights))
    let voice = try (folder ?? ClipPath(self.folder)).appending(ModelFolder.voiceEncoderName.utf8).withCString {
      try Checksum.sha256(ofFile: $0)
    }
    let networkChecksum = try PerceptionNetworks.identity()
    let checksums = weights.map { "\($0.prefix) \($0.file.checksum)" } + [networkChecksum, voice]
    return StartingPoint(
      encoders: folder,
      networkChecksum: networkChecksum,
      weights: weights,
      checksum: Checksum.sha256(of: checksums.joined(separator: " "))
    )
  }
}
