import Networks
import Numerics
import System

/// A pre-trained speech encoder read from a directory in Hugging Face's layout, and what identifies it.
public struct PretrainedEncoder: Sendable {
  public let network: any SpeechEncoder

  /// SHA-256 in hexadecimal over the architecture, the settings that matter and every weight: two directories with the
  /// same fingerprint give the same hidden states. It does not depend on how the weights are divided into files.
  public let fingerprint: String

  /// The types of the weights' numbers, such as F16, sorted.
  public let precisions: [String]

  /// Reads `config.json`, `preprocessor_config.json` if there is one, and the weights: `model.safetensors`, or the
  /// shards of `model.safetensors.index.json`. The weights stay mapped files.
  public static func open(_ path: ClipPath) throws(EncoderError) -> PretrainedEncoder {
    let directory = try EncoderDirectory(path)
    let network = try directory.network()
    return PretrainedEncoder(
      network: network,
      fingerprint: directory.fingerprint(of: network.architecture),
      precisions: directory.weights.precisions
    )
  }
}

/// What the network of a directory is made from.
struct EncoderDirectory {
  /// `config.json`
  let settings: EncoderSettings
  /// `preprocessor_config.json`
  let preprocessing: EncoderSettings
  let weights: EncoderWeights

  private static let settingsName = "config.json"
  private static let preprocessingName = "preprocessor_config.json"
  private static let sampleRate = 16_000

  /// Reads the settings and maps the weights. Throws `EncoderError`.
  init(_ path: ClipPath) throws(EncoderError) {
    let files = try EncoderFiles(path)
    guard let settings = try Self.settings(Self.settingsName, in: files) else {
      throw .missingFile(path, named: Self.settingsName)
    }
    self.settings = settings
    preprocessing =
      try Self.settings(Self.preprocessingName, in: files)
      ?? EncoderSettings(absent: path.appending(Self.preprocessingName.utf8))
    let rate = try preprocessing.integer("sampling_rate", in: 1...1_000_000, default: Self.sampleRate)
    guard rate == Self.sampleRate else {
      throw .unsupported(preprocessing.path, what: "sound at \(rate) Hz instead of 16000")
    }
    weights = try EncoderWeights(files)
  }

  /// Reads the network. Throws `EncoderError`.
  func network() throws(EncoderError) -> any SpeechEncoder {
    let type = try settings.string("model_type")
    do {
      switch type {
      case "whisper": return try WhisperEncoder(self)
      default:
        guard let family = Wav2Vec2Family(rawValue: type) else {
          throw EncoderError.unsupported(settings.path, what: "model_type \(type.debugDescription)")
        }
        return try Wav2Vec2Encoder(family, in: self)
      }
    } catch let error as EncoderError {
      throw error
    } catch {
      throw .weights("\(error)")
    }
  }

  /// The fingerprint, once the network has been read.
  func fingerprint(of architecture: String) -> String {
    let lines = ["architecture \(architecture)"] + settings.lines + preprocessing.lines + weights.lines
    return Checksum.sha256(of: lines.joined(separator: "\n"))
  }

  private static func settings(_ name: String, in files: EncoderFiles) throws(EncoderError) -> EncoderSettings? {
    guard let content = try files.content(of: name) else { return nil }
    return try EncoderSettings(content, path: files.directory.appending(name.utf8))
  }
}
