import Foundation

/// The man page: a text in the language of man(7), in which marks stand for the options.
///
/// A line `@option COMMAND --one --other` becomes the heading of these options, as the command declares them; what is said
/// of them stands below it. A line `@others COMMAND` becomes the list of the command's options that have no heading of
/// their own, because they are those of another command. `@version` becomes the program's version.
public struct ManualPage {
  public let troff: String

  /// Throws `ManualError` where an option is not explained or is none, and `DecodingError`.
  ///
  /// - Parameters:
  ///   - text: with the marks.
  ///   - help: what the argument parser knows of all commands, as JSON (its `--experimental-dump-help`).
  public init(text: String, help: Data) throws {
    let commands = try JSONDecoder().decode(Help.self, from: help).command.subcommands ?? []
    var options = Dictionary(
      uniqueKeysWithValues: commands.filter(\.isShown).map { ($0.commandName, $0.options) }
    )
    var explained: Set<String> = []
    var lines: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let words = line.split(separator: " ").map(String.init)
      switch words.first {
      case "@option" where words.count > 2:
        let headed = try words[2...].map { flag in
          guard let option = options[words[1]]?.first(where: { $0.flag == flag }) else {
            throw ManualError.unknown(command: words[1], flag)
          }
          return option
        }
        options[words[1]]?.removeAll { option in headed.contains { $0.flag == option.flag } }
        explained.formUnion(headed.map(\.flag))
        lines += [".TP", headed.map(\.heading).joined(separator: ", ")]
      case "@others" where words.count == 2:
        let others = options.updateValue([], forKey: words[1]) ?? []
        if let option = others.first(where: { !explained.contains($0.flag) }) {
          throw ManualError.unexplained(command: words[1], option.flag)
        }
        lines.append(others.map(\.shortest).joined(separator: ", "))
      default: lines.append(line.replacingOccurrences(of: "@version", with: ProgramInfo.version))
      }
    }
    for command in commands {
      if let option = options[command.commandName]?.first {
        throw ManualError.unexplained(command: command.commandName, option.flag)
      }
    }
    troff = lines.joined(separator: "\n")
  }
}

/// Why there is no man page.
public enum ManualError: Error, Equatable, CustomStringConvertible {
  /// The text says nothing of an option.
  case unexplained(command: String, String)
  /// The text has a heading for an option that is none.
  case unknown(command: String, String)

  public var description: String {
    switch self {
    case .unexplained(let command, let flag): "the man page says nothing of \(flag) of \(command)"
    case .unknown(let command, let flag): "\(command) has no option \(flag) that is not explained yet"
    }
  }
}

/// What the argument parser tells of the program, as far as it is used.
private struct Help: Decodable {
  struct Command: Decodable {
    let commandName: String
    let shouldDisplay: Bool?
    let subcommands: [Command]?
    let arguments: [Argument]?

    var isShown: Bool { shouldDisplay ?? true }

    /// The options that are the command's own: every command has `--help` and `--version`.
    var options: [Argument] {
      (arguments ?? []).filter { $0.kind != "positional" && !["--help", "--version"].contains($0.flag) }
    }
  }

  struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String

      var typed: String { kind == "long" ? "--\(name)" : "-\(name)" }
    }

    let kind: String
    let names: [Name]?
    let preferredName: Name?
    let valueName: String?

    /// The name that the text knows it by.
    var flag: String { preferredName?.typed ?? "" }

    /// All names, the short one first, and what stands for the value.
    var heading: String {
      let all = (names ?? []).map(\.typed).sorted { $0.count < $1.count }
      let value = kind == "option" ? valueName.map { " \(Self.italic($0))" } ?? "" : ""
      return all.map(Self.bold).joined(separator: ", ") + value
    }

    var shortest: String {
      Self.bold((names ?? []).map(\.typed).min { $0.count < $1.count } ?? "")
    }

    private static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }

    /// Capitals stand for something else.
    private static func italic(_ text: String) -> String {
      escaped(text).replacing(/[A-Z]+/) { "\\fI\($0.output)\\fR" }
    }

    private static func escaped(_ text: String) -> String {
      text.replacingOccurrences(of: "\\", with: "\\e").replacingOccurrences(of: "-", with: "\\-")
    }
  }

  let command: Command
}
