import ArgumentParser
import Foundation
import Runs
import System

/// Prints the generated pages of `docs/`. Used by `make manual` and `make record`, hidden from users.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Print the man page, or the record's reference page.",
    shouldDisplay: false
  )

  @Argument(help: ArgumentHelp("Template of the page.", valueName: "template"))
  var template: ClipPath

  @Flag(help: "Print the record's reference page.")
  var record = false

  func run() throws {
    try Emocli.end {
      try ExitStatus.unlessStarted(Messages.errorLogger) {
        let template = try String(contentsOfFile: template.description, encoding: .utf8)
        let page =
          record
          ? RecordReference(template: template).markdown
          : try ManualPage(template: template, help: Data(Emocli._dumpHelp().utf8)).troff
        try OutputFile.standardOutput().write(Array(page.utf8))
      }
      return .success
    }
  }
}
