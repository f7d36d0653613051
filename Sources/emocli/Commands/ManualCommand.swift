import ArgumentParser
import Foundation
import Runs
import System

/// Prints the man page. Used by `make manual`, hidden from users.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Print the man page.",
    shouldDisplay: false
  )

  @Argument(help: ArgumentHelp("Template of the page.", valueName: "template"))
  var template: ClipPath

  func run() throws {
    try Emocli.end {
      try ExitStatus.unlessStarted(Messages.errorLogger) {
        let page = try ManualPage(
          template: String(contentsOfFile: template.description, encoding: .utf8),
          help: Data(Emocli._dumpHelp().utf8)
        )
        try OutputFile.standardOutput().write(Array(page.troff.utf8))
      }
      return .success
    }
  }
}
