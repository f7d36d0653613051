import Foundation
import TestSupport
import Testing

/// What users read of the commands, held against committed files, so that no word of it changes unnoticed.
/// `EMOCLI_WRITE_SNAPSHOTS=1` writes the files anew (`make snapshots`).
@Suite("Committed help, completions and man page")
struct SnapshotTests {
  static let commands = [
    "", "analyze", "features", "train", "evaluate", "bench", "models", "models list", "models info", "models verify",
    "schema", "doctor",
  ]

  /// Holds a text against a file, or writes it there.
  func compare(_ text: String, with name: String) throws {
    let path = "\(Repository.root)/Tests/ProgramTests/Snapshots/\(name)"
    if ProcessInfo.processInfo.environment["EMOCLI_WRITE_SNAPSHOTS"] != nil {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    let committed = try String(contentsOfFile: path, encoding: .utf8)
    let difference = zip(text.split(separator: "\n"), committed.split(separator: "\n")).first { $0 != $1 }
    #expect(
      text == committed,
      "\(name): \(difference.map { "\($0) / \($1)" } ?? "one is longer"); see `make snapshots`"
    )
  }

  @Test("The help of every command", arguments: commands)
  func help(command: String) throws {
    let result = try Program.run(.words(command) + ["--help"], environment: ["COLUMNS": nil])
    #expect(result.status == 0 && result.error.isEmpty)
    let name = (["help", "emocli"] + command.split(separator: " ").map(String.init)).joined(separator: "-")
    try compare(result.text, with: "\(name).txt")
  }

  @Test("The completions of every shell", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let result = try Program.run("--generate-completion-script", Argument(shell))
    #expect(result.status == 0 && result.error.isEmpty)
    try compare(result.text, with: "completions.\(shell)")
  }

  @Test("The man page has all declared options")
  func manual() throws {
    let result = try Program.run("manual", Argument("\(Repository.root)/docs/emocli.1.in"))
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    let committed = try String(contentsOfFile: "\(Repository.root)/docs/emocli.1", encoding: .utf8)
    #expect(result.text == committed, "see `make manual`")
  }

  @Test("The record's reference page has the current keys, warnings and error kinds")
  func record() throws {
    let result = try Program.run("manual", "--record", Argument("\(Repository.root)/docs/record.md.in"))
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    let committed = try String(contentsOfFile: "\(Repository.root)/docs/record.md", encoding: .utf8)
    #expect(result.text == committed, "see `make record`")
  }

  @Test("A man page that lacks an option is rejected")
  func incompleteManual() throws {
    let folder = try WorkFolder()
    let text = try String(contentsOfFile: "\(Repository.root)/docs/emocli.1.in", encoding: .utf8)
    let path = try folder.put(text.replacingOccurrences(of: "@option analyze --labels\n", with: ""), "page")
    let result = try Program.run("manual", Argument(path))
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.error == "emocli: error: the man page does not explain --labels of analyze\n")
  }
}
