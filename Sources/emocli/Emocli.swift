import ArgumentParser
import Foundation
import Runs
import System

/// The program: one subcommand a file, each thin over the libraries.
@main
struct Emocli: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emocli",
    abstract: CommandHelp.program.abstract,
    discussion: CommandHelp.program.discussion,
    version: "emocli \(ProgramInfo.version)",
    subcommands: [
      AnalyzeCommand.self, FeaturesCommand.self, TrainCommand.self, EvaluateCommand.self, ModelsCommand.self,
      SchemaCommand.self, DoctorCommand.self, WorkerCommand.self, ManualCommand.self,
    ]
  )

  static func main() {
    StandardError.reserveStandardDescriptors()
    // A reader that goes away shows as a write error, so that a file written beside is still finished or removed.
    signal(SIGPIPE, SIG_IGN)
    main(RawArguments.ofProcess())
  }

  /// Does what a command is for and ends the program with its status.
  static func end(_ run: () throws -> ExitStatus) throws {
    let status = try checkingUsage {
      do {
        return try run()
      } catch let status as ExitStatus {
        return status
      }
    }
    if status != .success { throw ExitCode(status.code) }
  }

  /// Has the parser tell of wrong usage that it did not find itself.
  static func checkingUsage<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as UsageError {
      throw ValidationError(error.description)
    }
  }
}
