/// How a clip's speaker is derived from its path.
public enum SpeakerRule: Equatable, Sendable {
  /// The clip's folder is named after the speaker.
  case directory
  /// The first group of a regular expression (Swift syntax) that matches the path is the speaker's name; without a
  /// group, the whole match.
  case pattern(String)

  private static let prefix = "regex:"

  /// Parses `directory` or `regex:RE`. Throws `SpeakerRuleError`.
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

/// Why a text is not a valid speaker rule.
public enum SpeakerRuleError: Error, Equatable {
  /// It is neither `directory` nor `regex:RE`.
  case unknown(String)
  /// The regular expression is invalid.
  case badPattern(String, reason: String)
}

extension SpeakerRuleError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknown: "it takes directory or regex:RE"
    case .badPattern(let pattern, let reason): "'\(pattern)' is not a regular expression: \(reason)"
    }
  }
}
