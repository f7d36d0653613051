import Alignment
import Face
import Numerics
import System
import Voice

/// The perception networks, loaded once.
public struct PerceptionNetworks {
  public let speechDetector: SpeechDetector
  public let voice: VoiceNetwork
  public let face: FaceNetworks
  /// Denoises a face's action units across flicker and lost frames.
  public let denoising: DenoisingNetwork
  public let activeSpeakerDetector: ActiveSpeakerDetector

  /// Loads the shipped networks, with this voice encoder. Throws `ModelError`.
  public init(voice: VoiceEncoderChoice = .shipped) throws(ModelError) {
    try self.init(folder: ModelFolder.find(), voice: voice)
  }

  /// Loads the networks of a folder. Throws `ModelError`.
  public init(folder: String, voice choice: VoiceEncoderChoice = .shipped) throws(ModelError) {
    func file(_ name: String) throws -> SafeTensors { try SafeTensors(path: "\(folder)/\(name)") }
    do {
      try BLAS.reserve()
      speechDetector = try SpeechDetector(weights: file(ModelFolder.speechActivityName))
      voice = try VoiceNetwork(choice, shippedIn: folder)
      face = try FaceNetworks(
        detector: file(ModelFolder.faceDetectorName),
        landmarks: file(ModelFolder.landmarksName),
        expression: file(ModelFolder.expressionName),
        actionUnits: file(ModelFolder.actionUnitsName)
      )
      denoising = try DenoisingNetwork(weights: file(ModelFolder.denoisingName))
      activeSpeakerDetector = try ActiveSpeakerDetector(weights: file(ModelFolder.speakingFaceName))
    } catch {
      throw .unusable(reason: "\(error)")
    }
  }

  /// Returns a SHA-256 of all shipped weights that a clip's windows depend on, except the voice encoder. Windows from
  /// different weights are not comparable. Throws `ModelError`, and `POSIXError` if a file cannot be read.
  public static func identity() throws -> String {
    let folder = try ModelFolder.find()
    let names = [
      ModelFolder.speechActivityName, ModelFolder.faceDetectorName, ModelFolder.landmarksName,
      ModelFolder.expressionName, ModelFolder.actionUnitsName, ModelFolder.speakingFaceName,
    ]
    return Checksum.sha256(of: try names.map { try Checksum.sha256(ofFile: "\(folder)/\($0)") }.joined(separator: " "))
  }
}

/// Why no analysis can start.
public enum ModelError: Error, Equatable, CustomStringConvertible {
  /// None of the searched folders holds the weights.
  case notFound(candidates: [String])
  /// Neither the folder in the environment variable nor those searched before it hold the weights.
  case notInNamedFolder(String)
  /// A weight file cannot be used.
  case unusable(reason: String)
  /// The voice encoder has only layers 0 to `layerCount`.
  case noSuchLayer(Int, layerCount: Int)
  /// The fusion model was trained with another voice encoder than the one given; both with their fingerprints.
  case otherEncoder(model: String, trainedWith: String, given: String)

  public var description: String {
    switch self {
    case .notFound(let candidates):
      "no model weights found; looked in \(candidates.joined(separator: ", ")); "
        + "set \(ModelFolder.environmentVariable) to the folder that holds \(ModelFolder.voiceEncoderName)"
    case .notInNamedFolder(let folder):
      "\(ModelFolder.environmentVariable) names \(folder), which holds no \(ModelFolder.voiceEncoderName)"
    case .unusable(let reason): "the model cannot be loaded: \(reason)"
    case .noSuchLayer(let layer, let count): "the voice encoder has layers 0 to \(count), not \(layer)"
    case .otherEncoder(let model, let trained, let given):
      "the fusion model \(model) was trained with the voice encoder \(trained), not with \(given); "
        + "--voice-encoder names the encoder's directory, and 'emocli train' trains a fusion model with it"
    }
  }
}
