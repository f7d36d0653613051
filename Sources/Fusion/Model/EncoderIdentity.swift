import Foundation
import Numerics

/// The voice encoder whose hidden states a fusion model was trained on.
public struct EncoderIdentity: Codable, Equatable, Sendable {
  /// The key of the identity in a model's metadata.
  static let key = "voice_encoder"

  /// Identifies the encoder's weights and configuration.
  public let fingerprint: String
  public let architecture: String
  /// Hidden states per instant: the input of the first layer and the output of each.
  public let stateCount: Int
  /// Channels of a hidden state.
  public let width: Int

  public init(fingerprint: String, architecture: String, stateCount: Int, width: Int) {
    self.fingerprint = fingerprint
    self.architecture = architecture
    self.stateCount = stateCount
    self.width = width
  }

  /// The encoder in messages, with its fingerprint.
  public var name: String { "voice encoder \(architecture) \(fingerprint)" }

  /// The channels of all hidden states of an instant, side by side.
  public var channelCount: Int { stateCount * width }

  private enum CodingKeys: String, CodingKey {
    case fingerprint, architecture, width
    case stateCount = "states"
  }

  /// Reads the identity from a model's metadata. Throws `SafeTensorsError.malformed`, also for a model of a version that
  /// had an encoder of its own.
  public init(in file: SafeTensors) throws(SafeTensorsError) {
    guard let text = file.metadata[Self.key] else {
      throw .malformed(path: file.path, reason: "it does not say which voice encoder it was trained with")
    }
    let identity = try? JSONDecoder().decode(EncoderIdentity.self, from: Data(text.utf8))
    // A file of at most a few GB cannot hold more.
    guard let identity, (1...1000).contains(identity.stateCount), (1...100_000).contains(identity.width) else {
      throw .malformed(path: file.path, reason: "its \(Self.key) is not the description of an encoder")
    }
    self = identity
  }

  /// The entry in a model's metadata.
  public var metadata: [String: String] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Encoding strings and whole numbers cannot fail.
    return [Self.key: String(decoding: try! encoder.encode(self), as: UTF8.self)]
  }
}
