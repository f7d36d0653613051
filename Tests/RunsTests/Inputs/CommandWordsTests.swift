import System
import TestSupport
import Testing

@testable import Runs

@Suite("The first words of a command line")
struct CommandWordsTests {
  private let words = CommandWords(
    commands: ["analyze", "train", "models"],
    hidden: ["worker", "help"],
    subcommands: ["models": ["list", "info"]]
  )

  @Test(
    "Commands and the program's own options are left alone",
    arguments: [
      [], ["analyze", "x"], ["worker"], ["help", "train"], ["--help"], ["-h"], ["--version"], ["models"],
      ["models", "info"], ["models", "--help"], ["--generate-completion-script", "bash"], ["-"],
    ]
  )
  func commands(line: [String]) throws {
    #expect(try words.completed(line) == line)
  }

  @Test("A file, a folder, a media name or an address is analysed; a command's name wins")
  func clips() throws {
    let folder = try WorkFolder()
    try folder.put("", "notes.txt")
    let inputs = [folder.path("notes.txt"), folder.path, "gone.mp4", "GONE.WAV", "https://example.org/x", "."]
    for input in inputs { #expect(try words.completed([input, "-q"]) == ["analyze", input, "-q"]) }
  }

  @Test(
    "Anything else is wrong usage with a suggestion",
    arguments: [
      (["analyse", "x"], "'analyse' is neither a command nor a file. Did you mean 'analyze'?"),
      (["burn"], "'burn' is neither a command nor a file; there are analyze, train, models"),
      (["wrker"], "'wrker' is neither a command nor a file; there are analyze, train, models"),
      (["models", "lst"], "models has no command 'lst'. Did you mean 'list'?"),
      (
        ["--labels", "x"],
        "there is no command before --labels; options follow it, as in 'emocli analyze clip.mp4 --labels'"
      ),
    ]
  )
  func unknown(line: [String], message: String) {
    #expect(throws: UsageError(message)) { try words.completed(line) }
  }
}
