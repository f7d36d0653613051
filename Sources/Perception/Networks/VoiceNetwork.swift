import Fusion
import Numerics
import System
import Voice

/// The voice encoder of an analysis, as the user chooses it.
public enum VoiceEncoderChoice: Hashable, Sendable {
  case shipped
  /// An encoder of the shipped kind, in a folder of its own.
  case folder(ClipPath)
  /// A pre-trained encoder in a Hugging Face directory.
  case pretrained(ClipPath)

  /// A pre-trained encoder, or the shipped one for nil.
  public init(_ pretrained: ClipPath?) {
    self = pretrained.map { .pretrained($0) } ?? .shipped
  }

  /// The encoder in a folder of either kind: a Hugging Face directory has a `config.json`.
  public static func found(in folder: ClipPath) -> VoiceEncoderChoice {
    FileStatus(of: folder.appending("config.json".utf8)) == nil ? .folder(folder) : .pretrained(folder)
  }

  /// Identifies the encoder's weights. Throws `EncoderError`, or `POSIXError` if the file cannot be read.
  ///
  /// - Parameter folder: the folder of the shipped weights.
  public func fingerprint(shippedIn folder: String) throws -> String {
    func checksum(_ folder: ClipPath) throws -> String {
      try folder.appending(ModelFolder.voiceEncoderName.utf8).withCString { try Checksum.sha256(ofFile: $0) }
    }
    return switch self {
    case .shipped: try checksum(ClipPath(folder))
    case .folder(let folder): try checksum(folder)
    case .pretrained(let directory): try PretrainedEncoder.open(directory).fingerprint
    }
  }
}

/// The network that turns a channel's sound into the voice's samples for the fusion.
public enum VoiceNetwork {
  /// Encodes each window's log-mel spectrogram as embeddings.
  case shipped(VoiceEncoder)
  /// Encodes the sound itself, in blocks, as hidden states, which the fusion projects.
  case pretrained(any SpeechEncoder, EncoderIdentity)

  /// Nil for the shipped encoder.
  public var identity: EncoderIdentity? {
    switch self {
    case .shipped: nil
    case .pretrained(_, let identity): identity
    }
  }

  /// Channels of a sample of the voice.
  public var sampleWidth: Int { identity?.channelCount ?? VoiceEncoder.width }

  /// Returns the voice's samples of a window for the fusion, (moments, `sampleWidth`).
  ///
  /// - Parameters:
  ///   - logMel: (steps, 128); no steps without sound.
  ///   - states: hidden states of the pre-trained encoder, (moments, `sampleWidth`); nil without sound.
  public func samples(logMel: Matrix, states: Matrix?) -> Matrix {
    if logMel.rows > 0 {
      switch self {
      case .shipped(let encoder): return encoder(logMel.view)
      case .pretrained:
        guard let states else { preconditionFailure("the window was perceived without this encoder") }
        return states
      }
    }
    return Matrix(rows: 0, columns: sampleWidth)
  }
}

extension EncoderIdentity {
  init(_ encoder: PretrainedEncoder) {
    self.init(
      fingerprint: encoder.fingerprint,
      architecture: encoder.network.architecture,
      stateCount: encoder.network.layerCount + 1,
      width: encoder.network.width
    )
  }
}

extension VoiceNetwork {
  /// Loads the chosen encoder. Throws `SafeTensorsError` or `EncoderError`.
  init(_ choice: VoiceEncoderChoice, shippedIn folder: String) throws {
    func shipped(_ folder: ClipPath) throws -> VoiceNetwork {
      let path = folder.appending(ModelFolder.voiceEncoderName.utf8)
      return .shipped(try VoiceEncoder(weights: path.withCString { try SafeTensors(path: $0) }))
    }
    switch choice {
    case .shipped: self = try shipped(ClipPath(folder))
    case .folder(let folder): self = try shipped(folder)
    case .pretrained(let directory):
      let opened = try PretrainedEncoder.open(directory)
      self = .pretrained(opened.network, EncoderIdentity(opened))
    }
  }
}
