import System

/// Derives the speakers of clips from their paths, as records show them.
public struct SpeakerNames {
  private let expression: Regex<AnyRegexOutput>?

  /// Throws `SpeakerRuleError` if the rule's pattern is invalid.
  public init(_ rule: SpeakerRule) throws(SpeakerRuleError) {
    expression =
      switch rule {
      case .directory: nil
      case .pattern(let pattern): try Self.expression(pattern)
      }
  }

  static func expression(_ pattern: String) throws(SpeakerRuleError) -> Regex<AnyRegexOutput> {
    if pattern.isEmpty { throw .badPattern(pattern, reason: "it is empty") }
    do {
      return try Regex(pattern)
    } catch {
      throw .badPattern(pattern, reason: "\(error)")
    }
  }

  /// Returns a clip's speaker; nil if the rule does not match its path.
  public func speaker(of path: ClipPath) -> String? {
    let path = path.description
    guard let expression else { return Self.directory(of: path) }
    // Matching can fail, for example at too many repetitions of a group.
    guard let match = try? expression.firstMatch(in: path) else { return nil }
    let name = match.output.count > 1 ? match.output[1].substring : match.output[0].substring
    return name.flatMap { $0.isEmpty ? nil : String($0) }
  }

  /// Returns the name of the clip's folder: `.` for the working directory.
  private static func directory(of path: String) -> String {
    let parts = path.utf8.split(separator: UInt8(ascii: "/")).dropLast().filter { !$0.elementsEqual(".".utf8) }
    return parts.last.map { String(decoding: $0, as: UTF8.self) } ?? (path.hasPrefix("/") ? "/" : ".")
  }
}
