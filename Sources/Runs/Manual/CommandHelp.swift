/// What a command's help says beside its options, and the man page with it: what the command does, two examples, and the
/// meaning of what it prints.
public struct CommandHelp: Sendable {
  /// A command line and what comes of it.
  public struct Example: Sendable {
    public let line: String
    public let effect: String

    init(_ line: String, _ effect: String) {
      (self.line, self.effect) = (line, effect)
    }
  }

  /// One entry of a legend: a word of the output and its meaning.
  public struct Entry: Sendable {
    public let term: String
    public let meaning: String

    init(_ term: String, _ meaning: String) {
      (self.term, self.meaning) = (term, meaning)
    }
  }

  /// One line: what the command does.
  public let abstract: String
  /// What the command reads and writes; may be empty.
  public let description: String
  public let examples: [Example]
  /// What the output's words mean.
  public let legend: [Entry]
  /// The command's exit statuses that are its own; the man page has all.
  public let statuses: [Entry]

  init(
    _ abstract: String,
    description: String = "",
    examples: [Example],
    legend: [Entry],
    statuses: [Entry] = []
  ) {
    (self.abstract, self.description, self.examples) = (abstract, description, examples)
    (self.legend, self.statuses) = (legend, statuses)
  }

  /// The text that stands between the abstract and the usage.
  public var discussion: String {
    let parts = [
      description,
      Self.section("EXAMPLES", examples.map { "  \($0.line)\n      \($0.effect)" }),
      Self.section("LEGEND", Self.aligned(legend)),
      Self.section("EXIT STATUS", Self.aligned(statuses)),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private static func section(_ title: String, _ lines: [String]) -> String {
    lines.isEmpty ? "" : "\(title):\n\(lines.joined(separator: "\n"))"
  }

  private static func aligned(_ entries: [Entry]) -> [String] {
    let width = entries.map(\.term.count).max() ?? 0
    return entries.map { "  \($0.term.padding(toLength: width, withPad: " ", startingAt: 0))  \($0.meaning)" }
  }
}
