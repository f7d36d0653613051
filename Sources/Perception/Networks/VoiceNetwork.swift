import Fusion
import Numerics
import System
import Voice

/// The voice encoder of an analysis, as the user chooses it.
public enum VoiceEncoderChoice: Hashable, Sendable {
  case shipped
  /// A pre-trained encoder in a Hugging Face directory.
  case directory(ClipPath)

  /// The encoder in a directory, or the shipped one for nil.
  public init(_ directory: ClipPath?) {
    self = directory.map { .directory($0) } ?? .shipped
  }

  /// Reads the encoder. Throws `EncoderError`.
  ///
  /// - Parameter folder: the folder of the shipped weights.
  func open(shippedIn folder: String) throws(EncoderError) -> PretrainedEncoder {
    switch self {
    case .shipped: try PretrainedEncoder.open(file: ClipPath(folder).appending(ModelFolder.voiceEncoderName.utf8))
    case .directory(let directory): try PretrainedEncoder.open(directory)
    }
  }

  /// Identifies the encoder's weights. Throws `EncoderError`.
  ///
  /// - Parameter folder: the folder of the shipped weights.
  public func fingerprint(shippedIn folder: String) throws(EncoderError) -> String {
    try open(shippedIn: folder).fingerprint
  }
}

/// The network that turns a channel's sound into the voice's samples for the fusion: hidden states, which the fusion
/// projects.
public struct VoiceNetwork: Sendable {
  public let encoder: any SpeechEncoder
  public let identity: EncoderIdentity

  init(_ opened: PretrainedEncoder) {
    encoder = opened.network
    identity = EncoderIdentity(
      fingerprint: opened.fingerprint,
      architecture: opened.network.architecture,
      stateCount: opened.network.layerCount + 1,
      width: opened.network.width
    )
  }

  /// Loads the chosen encoder. Throws `EncoderError`.
  init(_ choice: VoiceEncoderChoice, shippedIn folder: String) throws(EncoderError) {
    self.init(try choice.open(shippedIn: folder))
  }
}
