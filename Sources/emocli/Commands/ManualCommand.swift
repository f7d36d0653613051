import ArgumentParser
import Foundation
import Runs
import System

/// Prints the man page. For building the program, not for users.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Print the man page.",
    shouldDisplay: false
  )

  @Argument(help: ArgumentHelp("The page's text, with marks where options stand.", valueName: "text"))
  var text: ClipPath

  func run() throws {
    try Emocli.end {
      try ExitStatus.unlessStarted(Messages.errorLogger) {
        let page = try ManualPage(
          text: String(contentsOfFile: text.description, encoding: .utf8),
          help: Data(Emocli._dumpHelp().utf8)
        )
        try OutputFile.standardOutput().write(Array(page.troff.utf8))
      }
      return .success
    }
  }
}
