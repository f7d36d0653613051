import Fusion
import Numerics
import Perception
import System

/// The networks to use in place of shipped ones.
public struct ModelChoice: Equatable, Sendable {
  /// A fusion model; nil for the shipped one.
  public var fusion: ClipPath?
  public var voice: VoiceEncoderChoice

  public init(fusion: ClipPath? = nil, voice: VoiceEncoderChoice = .shipped) {
    self.fusion = fusion
    self.voice = voice
  }
}

/// The networks that an analysis needs, loaded once.
public struct Models {
  public let perception: PerceptionNetworks
  public let fusion: FusionModel

  /// Loads the shipped networks, or those chosen in their place. Throws `ModelError`, also if the fusion model was
  /// trained with another voice encoder.
  public init(_ choice: ModelChoice = ModelChoice()) throws(ModelError) {
    try self.init(folder: ModelFolder.find(), choice)
  }

  /// Loads the networks of a folder. Throws `ModelError`.
  init(folder: String, _ choice: ModelChoice = ModelChoice()) throws(ModelError) {
    fusion = try Self.fusion(choice.fusion ?? ClipPath("\(folder)/\(ModelFolder.fusionModelName)"))
    perception = try PerceptionNetworks(folder: folder, voice: choice.voice)
    if fusion.encoder != perception.voice.identity {
      throw .otherEncoder(
        model: fusion.identity,
        trainedWith: fusion.encoder.name,
        given: perception.voice.identity.name
      )
    }
  }

  /// Loads the fusion model alone, or the shipped one for nil. Throws `ModelError`.
  public static func fusion(_ path: ClipPath?) throws(ModelError) -> FusionModel {
    guard let path else { return try fusion(ClipPath("\(ModelFolder.find())/\(ModelFolder.fusionModelName)")) }
    do {
      return try FusionModel(weights: path.withCString { try SafeTensors(path: $0) })
    } catch {
      throw .unusable(reason: "\(error)")
    }
  }
}
