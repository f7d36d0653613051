import Foundation
import Networks
import Numerics
import System

/// A pre-trained speech encoder read from a directory in Hugging Face's layout or from one file, and what identifies it.
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
    try PretrainedEncoder(EncoderSource(directory: path))
  }

  /// Reads a file of weights whose metadata hold the content of `config.json` under `config`.
  public static func open(file path: ClipPath) throws(EncoderError) -> PretrainedEncoder {
    try PretrainedEncoder(EncoderSource(file: path))
  }

  private init(_ source: EncoderSource) throws(EncoderError) {
    network = try source.network()
    fingerprint = source.fingerprint(of: network.architecture)
    precisions = source.weights.precisions
  }
}

/// What a network is made from.
struct EncoderSource {
  /// `config.json`
  let settings: EncoderSettings
  /// `preprocessor_config.json`
  let preprocessing: EncoderSettings
  let weights: EncoderWeights

  private static let settingsName = "config.json"
  private static let settingsKey = "config"
  private static let preprocessingName = "preprocessor_config.json"
  private static let sampleRate = 16_000

  /// Reads the settings and maps the weights of a directory. Throws `EncoderError`.
  init(directory path: ClipPath) throws(EncoderError) {
    let files = try EncoderFiles(path)
    guard let settings = try Self.settings(Self.settingsName, in: files) else {
      throw .missingFile(path, named: Self.settingsName)
    }
    self.settings = settings
    preprocessing =
      try Self.settings(Self.preprocessingName, in: files)
      ?? EncoderSettings(absent: path.appending(Self.preprocessingName.utf8))
    weights = try EncoderWeights(files)
    try checkRate()
  }

  /// Maps one file, with the default preprocessing. Throws `EncoderError`.
  init(file path: ClipPath) throws(EncoderError) {
    let file = try EncoderWeights.map(path)
    guard let text = file.metadata[Self.settingsKey] else {
      throw .malformed(path, reason: "its metadata have no \(Self.settingsKey)")
    }
    settings = try EncoderSettings(Data(text.utf8), path: path)
    preprocessing = EncoderSettings(absent: path)
    weights = EncoderWeights(file, at: path)
    try checkRate()
  }

  private func checkRate() throws(EncoderError) {
    let rate = try preprocessing.integer("sampling_rate", in: 1...1_000_000, default: Self.sampleRate)
    guard rate == Self.sampleRate else {
      throw .unsupported(preprocessing.path, what: "sound at \(rate) Hz instead of 16000")
    }
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
