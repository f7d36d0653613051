import ArgumentParser
import Foundation
import Runs
import System

/// The program: one subcommand per file, each a thin layer over the libraries.
@main
struct Emocli: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emocli",
    abstract: CommandHelp.program.abstract,
    discussion: CommandHelp.program.discussion,
    version: "emocli \(ProgramInfo.version)",
    subcommands: [
      AnalyzeCommand.self, FeaturesCommand.self, TrainCommand.self, EvaluateCommand.self, BenchCommand.self,
      ModelsCommand.self, SchemaCommand.self, DoctorCommand.self, WorkerCommand.self, ManualCommand.self,
    ]
  )

  static func main() {
    StandardError.reserveStandardDescriptors()
    // Report a closed reader as a write error, so that other output files are still finished or removed.
    signal(SIGPIPE, SIG_IGN)
    do throws(UsageError) {
      main(try commandWords.completed(RawArguments.ofProcess()))
    } catch {
      exit(withError: ValidationError(error.description))
    }
  }

  private static var commandWords: CommandWords {
    let (own, models) = (configuration.subcommands, ModelsCommand.configuration.subcommands)
    return CommandWords(
      commands: own.filter { $0.configuration.shouldDisplay }.map { $0._commandName },
      hidden: own.filter { !$0.configuration.shouldDisplay }.map { $0._commandName } + ["help"],
      subcommands: [ModelsCommand._commandName: models.map { $0._commandName }]
    )
  }

  /// Runs a command and exits with its status.
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

  /// Lets the parser report usage errors that it did not detect itself.
  static func checkingUsage<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as UsageError {
      throw ValidationError(error.description)
    }
  }
}
