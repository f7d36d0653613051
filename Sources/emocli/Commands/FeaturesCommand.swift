import ArgumentParser
import Runs
import System

struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: CommandHelp.features.abstract,
    discussion: CommandHelp.features.discussion
  )

  @Argument(help: ArgumentHelp("Clips, directories, or '-' for paths on standard input.", valueName: "input"))
  var inputs: [ClipPath]

  @OptionGroup(title: "Features") var features: FeatureOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to FILE, replacing an older one.", valueName: "FILE"))
  var output: ClipPath?

  @OptionGroup(title: "Batch") var batch: BatchOptions

  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    let measurement = try Emocli.checkingUsage {
      try UsageError.check(output: output, inputs: inputs, option: "--output")
      return try features.measurement(output: output)
    }
    if measurement.format == .npy, batch.inputs(inputs).onlyClip == nil {
      throw ValidationError("an npy file takes one clip; use csv or jsonl for several")
    }
  }

  func run() throws {
    try Emocli.end {
      var request = FeatureRequest(batch.inputs(inputs), try features.measurement(output: output))
      (request.output, request.workerCount, request.messages) = (output, batch.jobs.workerCount, messages.messages)
      return try request.run()
    }
  }
}
