import Alignment
import Face
import Fusion
import Numerics
import System
import Voice

/// The networks that an analysis needs, loaded once.
public struct Models {
  public let speechDetector: SpeechDetector
  public let voiceEncoder: VoiceEncoder
  public let face: FaceNetworks
  /// Lets flicker and lost pictures fade from a face's track.
  public let restoring: RestoringNetwork
  public let speakingFace: SpeakingFace
  public let fusion: FusionModel

  /// Loads the shipped networks. Throws `ModelError`.
  ///
  /// - Parameters:
  ///   - fusionModel: another fusion model than the shipped one.
  ///   - encoders: a folder whose voice encoder is taken instead of the shipped one.
  public init(fusionModel: ClipPath? = nil, encoders: ClipPath? = nil) throws(ModelError) {
    try self.init(folder: ModelFolder.find(), fusionModel: fusionModel, encoders: encoders)
  }

  /// Loads the networks of a folder. Throws `ModelError`.
  init(folder: String, fusionModel: ClipPath? = nil, encoders: ClipPath? = nil) throws(ModelError) {
    let encoders = encoders ?? ClipPath(folder)
    do {
      try BLAS.reserve()
      speechDetector = try SpeechDetector(weights: SafeTensors(path: "\(folder)/\(ModelFolder.speechActivityName)"))
      voiceEncoder = try VoiceEncoder(
        weights: encoders.appending(ModelFolder.voiceEncoderName.utf8).withCString { try SafeTensors(path: $0) }
      )
      face = try FaceNetworks(
        detector: SafeTensors(path: "\(folder)/\(ModelFolder.faceDetectorName)"),
        landmarks: SafeTensors(path: "\(folder)/\(ModelFolder.landmarksName)"),
        expression: SafeTensors(path: "\(folder)/\(ModelFolder.expressionName)"),
        actionUnits: SafeTensors(path: "\(folder)/\(ModelFolder.actionUnitsName)")
      )
      restoring = try RestoringNetwork(weights: SafeTensors(path: "\(folder)/\(ModelFolder.restoringName)"))
      speakingFace = try SpeakingFace(weights: SafeTensors(path: "\(folder)/\(ModelFolder.speakingFaceName)"))
    } catch {
      throw .unusable(reason: "\(error)")
    }
    fusion = try Self.fusion(fusionModel ?? ClipPath("\(folder)/\(ModelFolder.fusionModelName)"))
  }

  /// Loads the fusion model alone; nil for the shipped one. Throws `ModelError`.
  public static func fusion(_ path: ClipPath?) throws(ModelError) -> FusionModel {
    guard let path else { return try fusion(ClipPath("\(ModelFolder.find())/\(ModelFolder.fusionModelName)")) }
    do {
      return try FusionModel(weights: path.withCString { try SafeTensors(path: $0) })
    } catch {
      throw .unusable(reason: "\(error)")
    }
  }
}

/// Why no analysis can start.
public enum ModelError: Error, Equatable, CustomStringConvertible {
  /// None of the folders holds the weights.
  case notFound(candidates: [String])
  /// The folder that the environment variable names holds none, and neither do those that come before it.
  case notInNamedFolder(String)
  /// A file of weights cannot be used.
  case unusable(reason: String)

  public var description: String {
    switch self {
    case .notFound(let candidates):
      "no model weights found; looked in \(candidates.joined(separator: ", ")); "
        + "set \(ModelFolder.environmentVariable) to the folder that holds \(ModelFolder.voiceEncoderName)"
    case .notInNamedFolder(let folder):
      "\(ModelFolder.environmentVariable) names \(folder), which holds no \(ModelFolder.voiceEncoderName)"
    case .unusable(let reason): "the model cannot be loaded: \(reason)"
    }
  }
}
