import System

/// Names the speakers of clips by a rule, from the clips' paths as records show them.
public struct SpeakerNames {
  private let expression: Regex<AnyRegexOutput>?

  /// Throws `SpeakerRuleError` where the rule's pattern cannot be read.
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

  /// Whose clip it is; nil where the path does not tell.
  public func speaker(of path: ClipPath) -> String? {
    let path = path.description
    guard let expression else { return Self.directory(of: path) }
    // Matching is given up, for example, where a group was to be repeated too often.
    guard let match = try? expression.firstMatch(in: path) else { return nil }
    let name = match.output.count > 1 ? match.output[1].substring : match.output[0].substring
    return name.flatMap { $0.isEmpty ? nil : String($0) }
  }

  /// The name of the folder: `.` for the one that the program runs in.
  private static func directory(of path: String) -> String {
    let parts = path.utf8.split(separator: UInt8(ascii: "/")).dropLast().filter { !$0.elementsEqual(".".utf8) }
    return parts.last.map { String(decoding: $0, as: UTF8.self) } ?? (path.hasPrefix("/") ? "/" : ".")
  }
}
