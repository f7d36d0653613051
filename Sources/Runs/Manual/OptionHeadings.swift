import Foundation

/// The headings of a man page's options, and which options still lack one.
struct OptionHeadings {
  /// By command: the options without a heading so far.
  private var remaining: [String: [ParserHelp.Argument]]
  /// Commands in the parser's order.
  private let commands: [String]
  /// Flags that have a heading under some command.
  private var explained: Set<String> = []

  /// - Parameter help: the argument parser's description of all commands, as JSON.
  init(_ help: Data) throws {
    let shown = try JSONDecoder().decode(ParserHelp.self, from: help).command.subcommands?.filter(\.isShown) ?? []
    commands = shown.map(\.commandName)
    remaining = Dictionary(uniqueKeysWithValues: shown.map { ($0.commandName, $0.options) })
  }

  /// Returns one heading for several flags of a command. Throws `ManualError.unknown`.
  mutating func heading(of flags: ArraySlice<String>, command: String) throws(ManualError) -> String {
    var headed: [ParserHelp.Argument] = []
    for flag in flags {
      guard let index = remaining[command]?.firstIndex(where: { $0.flag == flag }) else {
        throw .unknown(command: command, flag)
      }
      headed.append(remaining[command]!.remove(at: index))
      explained.insert(flag)
    }
    return ".TP\n" + headed.map(\.heading).joined(separator: ", ")
  }

  /// Returns the list of a command's remaining options. Throws `ManualError.unexplained` if no other command explains one.
  mutating func others(command: String) throws(ManualError) -> String {
    let others = remaining.updateValue([], forKey: command) ?? []
    if let option = others.first(where: { !explained.contains($0.flag) }) {
      throw .unexplained(command: command, option.flag)
    }
    return others.map(\.shortest).joined(separator: ", ")
  }

  /// Throws `ManualError.unexplained` if an option is left.
  func checkComplete() throws(ManualError) {
    for command in commands {
      if let option = remaining[command]?.first { throw .unexplained(command: command, option.flag) }
    }
  }
}

/// Text in the language of man(7).
enum Troff {
  static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }

  /// An option's placeholder: its capitals, which stand for a value, are in italics.
  static func placeholder(_ text: String) -> String {
    escaped(text).replacing(/[A-Z]+/) { "\\fI\($0.output)\\fR" }
  }

  static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "\\", with: "\\e").replacingOccurrences(of: "-", with: "\\-")
  }
}

/// The parts of the argument parser's description of the program that are used here.
private struct ParserHelp: Decodable {
  struct Command: Decodable {
    let commandName: String
    let shouldDisplay: Bool?
    let subcommands: [Command]?
    let arguments: [Argument]?

    var isShown: Bool { shouldDisplay ?? true }

    /// The options, without `--help` and `--version`, which every command has.
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

    /// All names, the short one first, and the placeholder for the value.
    var heading: String {
      let all = (names ?? []).map(\.typed).sorted { $0.count < $1.count }
      let value = kind == "option" ? valueName.map { " \(Troff.placeholder($0))" } ?? "" : ""
      return all.map(Troff.bold).joined(separator: ", ") + value
    }

    var shortest: String {
      Troff.bold((names ?? []).map(\.typed).min { $0.count < $1.count } ?? "")
    }
  }

  let command: Command
}
