import Foundation
import Fusion

/// The baselines of several speakers, stored in a JSON file.
public struct SpeakerBaselines: Equatable, Sendable {
  /// The name and version of the file's format.
  public static let schema = "emocli.baselines/1"

  /// Identity of the weights that the features are computed with: see `FeatureIdentity.summaries`.
  public let features: String
  /// By speaker name.
  public let speakers: [String: SpeakerBaseline]

  public init(features: String, speakers: [String: SpeakerBaseline]) {
    self.features = features
    self.speakers = speakers
  }

  /// Reads baselines encoded by `data`. Throws `SpeakerBaselinesError`.
  ///
  /// - Parameter features: identity of the weights in use.
  public init(reading data: Data, features: String) throws(SpeakerBaselinesError) {
    let head: Head
    do {
      head = try JSONDecoder().decode(Head.self, from: data)
    } catch {
      throw .notBaselines
    }
    guard head.schema == Self.schema else { throw .otherSchema(head.schema) }
    guard head.features == features else { throw .otherFeatures }
    do {
      self = try JSONDecoder().decode(SpeakerBaselines.self, from: data)
    } catch {
      throw .broken(reason: Self.reason(error))
    }
  }

  /// The contents of the file. Equal baselines give equal bytes.
  public var data: Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Encoding fails only for numbers that JSON lacks, and there are none.
    return (try? encoder.encode(self)).map { $0 + Data("\n".utf8) } ?? Data()
  }

  private static func reason(_ error: any Error) -> String {
    func keyPath(_ path: [any CodingKey]) -> String {
      path.map(\.stringValue).joined(separator: ".")
    }
    switch error as? DecodingError {
    case .keyNotFound(let key, let context): return "there is no \(keyPath(context.codingPath + [key]))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      let words = context.debugDescription.prefix(1).lowercased() + context.debugDescription.dropFirst()
      return context.codingPath.isEmpty ? words : "\(keyPath(context.codingPath)): \(words)"
    default: return "it is damaged"
    }
  }

  private struct Head: Decodable {
    let schema: String
    let features: String
  }
}

extension SpeakerBaselines: Codable {
  private enum CodingKeys: String, CodingKey {
    case schema, features, speakers
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schema, forKey: .schema)
    try container.encode(features, forKey: .features)
    try container.encode(speakers, forKey: .speakers)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    features = try container.decode(String.self, forKey: .features)
    speakers = try container.decode([String: SpeakerBaseline].self, forKey: .speakers)
  }
}

/// Why a baselines file cannot be used.
public enum SpeakerBaselinesError: Error, Equatable {
  /// It is not JSON with the baselines' keys.
  case notBaselines
  /// It has another format or another version of it.
  case otherSchema(String)
  /// Its features were computed with other weights.
  case otherFeatures
  /// Part of it is malformed.
  case broken(reason: String)
}

extension SpeakerBaselinesError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notBaselines: "it holds no personal baselines"
    case .otherSchema(let schema):
      "its schema is \(schema.debugDescription), and \(SpeakerBaselines.schema) is read here"
    case .otherFeatures:
      "its clips were measured with other weights; move it away and have it made anew from the speakers' clips"
    case .broken(let reason): reason
    }
  }
}
