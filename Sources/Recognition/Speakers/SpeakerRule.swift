/// How a clip's path tells whose clip it is.
public enum SpeakerRule: Equatable, Sendable {
  /// The folder that the clip lies in is called after its speaker.
  case directory
  /// The path matches a regular expression (Swift's syntax), whose first group is the speaker's name; without a group the
  /// whole match is.
  case pattern(String)

  private static let prefix = "regex:"

  /// Reads `directory` or `regex:RE`. Throws `SpeakerRuleError`.
  public init(parsing text: String) throws(SpeakerRuleError) {
    if text == "directory" {
      self = .directory
    } else if text.hasPrefix(Self.prefix) {
      let pattern = String(text.dropFirst(Self.prefix.count))
      _ = try SpeakerNames.expression(pattern)
      self = .pattern(pattern)
    } else {
      throw .unknown(text)
    }
  }
}

extension SpeakerRule: CustomStringConvertible {
  public var description: String {
    switch self {
    case .directory: "directory"
    case .pattern(let pattern): Self.prefix + pattern
    }
  }
}

/// Why a text says nothing about speakers.
public enum SpeakerRuleError: Error, Equatable {
  /// It is neither `directory` nor `regex:RE`.
  case unknown(String)
  /// The regular expression cannot be read.
  case badPattern(String, reason: String)
}

extension SpeakerRuleError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknown: "it takes directory or regex:RE"
    case .badPattern(let pattern, let reason): "'\(pattern)' is no regular expression: \(reason)"
    }
  }
}
