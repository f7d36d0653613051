import ArgumentParser
import Foundation
import Logging
import System

/// The program: one subcommand a file, each thin over the libraries.
@main
struct Emocli: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "emocli",
    abstract: "Says which emotion the voice and the face in a clip express together.",
    discussion: """
      The results are estimates by a statistical model, not diagnoses and not the truth about what somebody feels. \
      The weights are for research only. Inferring the emotions of workers or students is banned in the European Union \
      (Regulation 2024/1689, article 5).
      """,
    version: "emocli \(version)",
    subcommands: [
      AnalyzeCommand.self, FeaturesCommand.self, TrainCommand.self, EvaluateCommand.self, ModelsCommand.self,
      SchemaCommand.self, DoctorCommand.self, WorkerCommand.self,
    ]
  )

  static func main() {
    StandardError.reserveStandardDescriptors()
    // A reader that goes away shows as a write error, so that a file written beside is still finished or removed.
    signal(SIGPIPE, SIG_IGN)
    main(RawArguments.ofProcess())
  }
}
