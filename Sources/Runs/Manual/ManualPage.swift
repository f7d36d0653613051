import Foundation

/// A man page, from a man(7) template with marks for the options.
///
/// A line `@option COMMAND --one --other` becomes the heading of these options, as declared by the command; their
/// description follows. A line `@others COMMAND` becomes the list of the command's remaining options, which are
/// described for another command. `@version` becomes the program's version.
public struct ManualPage {
  public let troff: String

  /// Throws `ManualError` if an option is undocumented or unknown, and `DecodingError`.
  ///
  /// - Parameters:
  ///   - text: The template.
  ///   - help: The argument parser's description of all commands as JSON (its `--experimental-dump-help`).
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

/// An error in the template of the man page.
public enum ManualError: Error, Equatable, CustomStringConvertible {
  /// The template does not document an option.
  case unexplained(command: String, String)
  /// The template has a heading for an unknown or already documented option.
  case unknown(command: String, String)

  public var description: String {
    switch self {
    case .unexplained(let command, let flag): "the man page does not document \(command) \(flag)"
    case .unknown(let command, let flag):
      "the man page documents \(command) \(flag), which is unknown or already documented"
    }
  }
}

/// The part of the argument parser's description that is used.
private struct Help: Decodable {
  struct Command: Decodable {
    let commandName: String
    let shouldDisplay: Bool?
    let subcommands: [Command]?
    let arguments: [Argument]?

    var isShown: Bool { shouldDisplay ?? true }

    /// The command's own options, without `--help` and `--version`.
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

    /// The name used in the template.
    var flag: String { preferredName?.typed ?? "" }

    /// All names, the shortest first, and the value's placeholder.
    var heading: String {
      let all = (names ?? []).map(\.typed).sorted { $0.count < $1.count }
      let value = kind == "option" ? valueName.map { " \(Self.italic($0))" } ?? "" : ""
      return all.map(Self.bold).joined(separator: ", ") + value
    }

    var shortest: String {
      Self.bold((names ?? []).map(\.typed).min { $0.count < $1.count } ?? "")
    }

    private static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }

    /// Sets capitals, which are placeholders, in italics.
    private static func italic(_ text: String) -> String {
      escaped(text).replacing(/[A-Z]+/) { "\\fI\($0.output)\\fR" }
    }

    private static func escaped(_ text: String) -> String {
      text.replacingOccurrences(of: "\\", with: "\\e").replacingOccurrences(of: "-", with: "\\-")
    }
  }

  let command: Command
}
