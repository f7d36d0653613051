import ArgumentParser
import Foundation
import Runs
import System

/// The program: one subcommand per file, each a thin layer over the libraries.
@main
struct Emocli: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emocli",
    abstract: "Says which emotion the voice and the face in a clip express together.",
    discussion: """
      The results are estimates by a statistical model, not diagnoses and not the truth about what somebody feels. \
      The weights are for research only. Inferring the emotions of workers or students is banned in the European Union \
      (Regulation 2024/1689, article 5).
      """,
    version: "emocli \(ProgramInfo.version)",
    subcommands: [
      AnalyzeCommand.self, FeaturesCommand.self, TrainCommand.self, EvaluateCommand.self, ModelsCommand.self,
      SchemaCommand.self, DoctorCommand.self, WorkerCommand.self, ManualCommand.self,
    ]
  )

  static func main() {
    StandardError.reserveStandardDescriptors()
    // Report a closed reader as a write error, so that other output files are still finished or removed.
    signal(SIGPIPE, SIG_IGN)
    main(RawArguments.ofProcess())
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
