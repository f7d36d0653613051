import Fusion
import Learning
import Networks
import Numerics
import Perception
import System

/// The voice encoder of a run's clips and its network's initial weights.
struct InitialWeights: Sendable {
  let voice: VoiceEncoderChoice
  /// The pre-trained encoder, or nil for one of the shipped kind.
  let encoder: EncoderIdentity?
  /// The checksum of all weights on which cached features depend; a voice encoder of the shipped kind is not among them.
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
  private let voice: VoiceEncoderChoice
  /// The speakers in the training data of the initial model, or nil if unknown.
  let speakers: Set<String>?

  private static let voiceHeadName = "voice-head.safetensors"

  /// Throws `ModelError` or `SafeTensorsError`.
  init(_ request: TrainingRequest) throws {
    folder = try ModelFolder.find()
    shipped = try SafeTensors(path: "\(folder)/\(ModelFolder.fusionModelName)")
    model = try request.model.map { try $0.withCString { try SafeTensors(path: $0) } }
    speakers = try model.flatMap { try FusionModel(weights: $0).speakers }
    (encoders, voice) = (request.encoders, VoiceEncoderChoice(request.voiceEncoder))
  }

  /// Returns each run's initial weights, by run name. Throws `ModelError`, `SafeTensorsError` or `EncoderError`.
  func initialWeights(of runs: [TrainingPlan.Run]) throws -> [String: InitialWeights] {
    var known: [VoiceEncoderChoice: InitialWeights] = [:]
    var initialWeights: [String: InitialWeights] = [:]
    for run in runs {
      // A fold's own encoder wins; the final network has none.
      let own = run.fold.flatMap { fold in encoders.map { VoiceEncoderChoice.found(in: $0.appending(fold.utf8)) } }
      let choice = own ?? voice
      let weights = try known[choice] ?? self.initialWeights(choice)
      known[choice] = weights
      initialWeights[run.name] = weights
    }
    return initialWeights
  }

  private func initialWeights(_ choice: VoiceEncoderChoice) throws -> InitialWeights {
    // Check that the encoder can be used.
    let encoder = try PerceptionNetworks(voice: choice).voice.identity
    let weights = try encoder.map { try initialWeights(hearing: $0) } ?? initialWeightsOfShippedKind(choice)
    _ = try FusionModel(trainable: TrainableWeights(seed: 0, startingFrom: weights), encoder: encoder)
    let shippedChecksum = try PerceptionNetworks.identity()
    let voiceChecksum = try choice.fingerprint(shippedIn: folder)
    let networkChecksum = encoder == nil ? shippedChecksum : "\(shippedChecksum) \(voiceChecksum)"
    let checksums = weights.map { "\($0.prefix) \($0.file.checksum)" } + [shippedChecksum, voiceChecksum]
    return InitialWeights(
      voice: choice,
      encoder: encoder,
      networkChecksum: networkChecksum,
      weights: weights,
      checksum: Checksum.sha256(of: checksums.joined(separator: " "))
    )
  }

  /// The initial model, which must have been trained with the same pre-trained encoder, or nothing.
  private func initialWeights(hearing encoder: EncoderIdentity) throws -> [TrainableWeights.Pretrained] {
    guard let model else { return [] }
    let trained = try FusionModel(weights: model)
    guard trained.encoder == encoder else {
      throw ModelError.otherEncoder(
        model: trained.identity,
        trainedWith: trained.encoder.map { "\($0.architecture) \($0.fingerprint)" } ?? "shipped",
        given: "\(encoder.architecture) \(encoder.fingerprint)"
      )
    }
    return [TrainableWeights.Pretrained(model)]
  }

  /// The initial model and the voice head of an encoder of the shipped kind.
  private func initialWeightsOfShippedKind(_ choice: VoiceEncoderChoice) throws -> [TrainableWeights.Pretrained] {
    var weights = model.map { [TrainableWeights.Pretrained($0)] } ?? []
    if case .folder(let folder) = choice {
      let head = try folder.appending(Self.voiceHeadName.utf8).withCString { try SafeTensors(path: $0) }
      weights.insert(TrainableWeights.Pretrained(head, prefix: FusionTensors.voicePrefix), at: 0)
    } else {
      weights.append(TrainableWeights.Pretrained(shipped, prefix: FusionTensors.voicePrefix))
    }
    for name in FusionTensors.voiceHead where !weights.contains(where: { $0.contains(name) }) {
      throw SafeTensorsError.missing(path: weights[0].file.path, tensor: name)
    }
    return weights
  }
}
