import Media
import System

/// The first words of a command line: which command they name, and what an unknown one means.
public struct CommandWords {
  private let commands: [String]
  /// Commands that are not suggested.
  private let hidden: [String]
  /// The subcommands of the commands that have some.
  private let subcommands: [String: [String]]

  /// - Parameters:
  ///   - commands: The commands, in the order of the help.
  ///   - hidden: Commands that are not suggested.
  ///   - subcommands: By command.
  public init(commands: [String], hidden: [String] = [], subcommands: [String: [String]] = [:]) {
    (self.commands, self.hidden, self.subcommands) = (commands, hidden, subcommands)
  }

  /// Returns the words with `analyze` in front if the first one is a clip: it exists, has a known media ending, or is an
  /// address. Throws `UsageError` for an unknown command and for options before it.
  public func completed(_ words: [String]) throws(UsageError) -> [String] {
    guard let first = words.first else { return words }
    if first.hasPrefix("-") {
      // `-h`, `--help` and the like belong to the program itself.
      let isOwn = ["--help", "--version", "--generate-completion-script", "---completion", "--experimental-dump-help"]
        .contains { first.hasPrefix($0) }
      if first.hasPrefix("--"), !isOwn {
        throw UsageError(
          "there is no command before \(first); options follow it, as in 'emocli analyze clip.mp4 \(first)'"
        )
      }
      return words
    }
    if commands.contains(first) || hidden.contains(first) {
      if let known = subcommands[first], words.count > 1, !words[1].hasPrefix("-"), !known.contains(words[1]) {
        throw UsageError("\(first) has no command '\(words[1])'" + Self.suggestion(for: words[1], among: known))
      }
      return words
    }
    if Self.isClip(first) { return ["analyze"] + words }
    throw UsageError("'\(first)' is neither a command nor a file" + Self.suggestion(for: first, among: commands))
  }

  private static func suggestion(for word: String, among known: [String]) -> String {
    if let nearest = Spelling.nearest(to: word, among: known) { return ". Did you mean '\(nearest)'?" }
    return "; there are \(known.joined(separator: ", "))"
  }

  private static func isClip(_ word: String) -> Bool {
    let path = ClipPath(bytes: RawArguments.bytes(of: word))
    return FileStatus(of: path) != nil || MediaKind(fileExtension: path.fileExtension) != nil
      || path.addressAdvice != nil
  }
}
