import Foundation
import Records

/// The man page, made from a template in the language of man(7).
///
/// Lines of the template that begin with a mark are replaced:
///
/// | mark | becomes |
/// |---|---|
/// | `@option COMMAND --one --other` | the heading of these options, as the command declares them |
/// | `@others COMMAND` | the command's options without a heading, because another command's section explains them |
/// | `@about COMMAND` | the command's description |
/// | `@legend COMMAND` | the command's legend |
/// | `@examples COMMAND…` | the commands' examples |
/// | `@warnings`, `@kinds` | a record's warnings, and the kinds of errors |
/// | `@version`, anywhere in a line | the program's version |
public struct ManualPage {
  public let troff: String

  /// Throws `ManualError` if an option has no explanation or does not exist, and `DecodingError`.
  ///
  /// - Parameters:
  ///   - template: the text with marks.
  ///   - help: the argument parser's description of all commands, as JSON (its `--experimental-dump-help`).
  public init(template: String, help: Data) throws {
    var options = try OptionHeadings(help)
    let lines = try template.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let words = line.split(separator: " ").map(String.init)
      switch words.first {
      case "@option" where words.count > 2: return try options.heading(of: words[2...], command: words[1])
      case "@others" where words.count == 2: return try options.others(command: words[1])
      case "@about" where words.count == 2: return Troff.escaped(try Self.help(words[1]).description)
      case "@legend" where words.count == 2: return Self.legend(try Self.help(words[1]))
      case "@examples" where words.count > 1: return try words[1...].map(Self.examples).joined(separator: "\n")
      case "@warnings" where words.count == 1:
        return Self.list(RecordWarning.allCases.map { ($0.rawValue, $0.meaning) })
      case "@kinds" where words.count == 1:
        return Self.list(ClipFailure.Kind.allCases.map { ($0.rawValue, $0.meaning) })
      default: return line.replacingOccurrences(of: "@version", with: ProgramInfo.version)
      }
    }
    try options.checkComplete()
    troff = lines.joined(separator: "\n")
  }

  private static func help(_ command: String) throws(ManualError) -> CommandHelp {
    guard let help = CommandHelp.all.first(where: { $0.command == command })?.help else {
      throw .unknownCommand(command)
    }
    return help
  }

  private static func legend(_ help: CommandHelp) -> String {
    list(help.legend.map { ($0.term, $0.meaning) })
  }

  private static func list(_ entries: [(term: String, meaning: String)]) -> String {
    entries.map { ".TP\n\(Troff.bold($0.term))\n\(Troff.escaped($0.meaning))" }.joined(separator: "\n")
  }

  private static func examples(of command: String) throws(ManualError) -> String {
    try help(command).examples.map { example in
      ".PP\n\(Troff.escaped(example.effect))\n.PP\n.RS 4\n.nf\n\(Troff.escaped(example.line))\n.fi\n.RE"
    }.joined(separator: "\n")
  }
}

/// Why the man page cannot be made.
public enum ManualError: Error, Equatable, CustomStringConvertible {
  /// The template does not explain an option.
  case unexplained(command: String, String)
  /// The template explains an option that does not exist, or explains it twice.
  case unknown(command: String, String)
  /// The template names a command that does not exist.
  case unknownCommand(String)

  public var description: String {
    switch self {
    case .unexplained(let command, let flag): "the man page does not explain \(flag) of \(command)"
    case .unknown(let command, let flag): "\(command) has no option \(flag), or it is explained twice"
    case .unknownCommand(let command): "there is no command \(command)"
    }
  }
}
