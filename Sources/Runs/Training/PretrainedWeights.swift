import Fusion
import Learning
import Networks
import Numerics
import Perception
import System

/// The voice encoder of a run's clips and its network's initial weights.
struct InitialWeights: Sendable {
  let voice: VoiceEncoderChoice
  let encoder: EncoderIdentity
  /// The checksum of all weights on which cached features depend.
  let networkChecksum: String
  /// The model to start from; nil for none.
  let model: SafeTensors?
  /// The checksum of everything above.
  let checksum: String
}

/// The weights on which training is based.
struct PretrainedWeights {
  private let model: SafeTensors?
  private let encoders: ClipPath?
  private let voice: VoiceEncoderChoice
  /// The speakers in the training data of the initial model, or nil if unknown.
  let speakers: Set<String>?

  /// In a fold's directory: a voice head trained without the fold, on the encoder that all folds share.
  private static let voiceHeadName = "voice-head.safetensors"

  /// The encoder of a run, and the model or the part of one to start from.
  private struct Start: Hashable {
    let voice: VoiceEncoderChoice
    /// Nil for the initial model.
    let voiceHead: ClipPath?
  }

  /// Throws `ModelError` or `SafeTensorsError`.
  init(_ request: TrainingRequest) throws {
    model = try request.model.map { try $0.withCString { try SafeTensors(path: $0) } }
    speakers = try model.flatMap { try FusionModel(weights: $0).speakers }
    (encoders, voice) = (request.encoders, VoiceEncoderChoice(request.voiceEncoder))
  }

  /// Returns each run's initial weights, by run name. Throws `ModelError`, `SafeTensorsError` or `EncoderError`.
  func initialWeights(of runs: [TrainingPlan.Run]) throws -> [String: InitialWeights] {
    var known: [Start: InitialWeights] = [:]
    var initialWeights: [String: InitialWeights] = [:]
    for run in runs {
      let start = start(of: run)
      let weights = try known[start] ?? self.initialWeights(start)
      known[start] = weights
      initialWeights[run.name] = weights
    }
    return initialWeights
  }

  /// A fold's own encoder or voice head wins; the final network has none.
  private func start(of run: TrainingPlan.Run) -> Start {
    guard let folder = run.fold.flatMap({ fold in encoders?.appending(fold.utf8) }) else {
      return Start(voice: voice, voiceHead: nil)
    }
    let head = folder.appending(Self.voiceHeadName.utf8)
    return FileStatus(of: head)?.isRegular == true
      ? Start(voice: voice, voiceHead: head) : Start(voice: .directory(folder), voiceHead: nil)
  }

  private func initialWeights(_ start: Start) throws -> InitialWeights {
    // Check that the encoder can be used.
    let encoder = try PerceptionNetworks(voice: start.voice).voice.identity
    let model = try start.voiceHead.map { try $0.withCString { try SafeTensors(path: $0) } } ?? self.model
    if let model { try check(model, hears: encoder) }
    _ = try FusionModel(trainable: TrainableWeights(seed: 0, startingFrom: model), encoder: encoder)
    let networkChecksum = "\(try PerceptionNetworks.identity()) \(encoder.fingerprint)"
    let checksums = [model?.checksum, networkChecksum].compactMap(\.self)
    return InitialWeights(
      voice: start.voice,
      encoder: encoder,
      networkChecksum: networkChecksum,
      model: model,
      checksum: Checksum.sha256(of: checksums.joined(separator: " "))
    )
  }

  /// Throws `ModelError.otherEncoder` if a model was trained with another encoder.
  private func check(_ model: SafeTensors, hears encoder: EncoderIdentity) throws {
    let trained = try EncoderIdentity(in: model)
    guard trained != encoder else { return }
    let name = [model.metadata["name"], model.metadata["version"]].compactMap(\.self).joined(separator: " ")
    throw ModelError.otherEncoder(model: name, trainedWith: trained.name, given: encoder.name)
  }
}
