import Logging
import Recognition
import Reporting
import System

/// What a run of `analyze` works with: its models, its clips and where their records go.
struct AnalyzeRun {
  let models: Models
  let supply: ClipSupply
  let delivery: RecordDelivery
  let logger: Logger
  let output: RunOutput
  /// The clip, when it is the only one and is worked on in this process.
  let onlyClip: ClipPath?

  /// Throws what keeps the run from starting, and ends the program when interrupted.
  init(
    _ command: AnalyzeCommand,
    models: Models,
    speakers: SpeakerKnowledge,
    progress: Progress,
    logger: Logger
  ) throws {
    (self.models, self.logger) = (models, logger)
    let (inputs, recognition, format) = (command.inputs, command.recognition, command.recordFormat)
    let rule = recognition.speakerBy
    let filter = ClipFilter(shard: command.shard, names: try rule.map { try SpeakerNames($0) })
    supply = ClipSupply(inputs, batch: command.batch, filter: filter, logger: logger)
    onlyClip = command.shard == nil && !command.resume ? command.batch.onlyClip(of: inputs) : nil

    let sidecars = try SidecarFiles(command.sidecars, of: command)
    let output = try RunOutput(command, models: models, speakers: speakers, supply: supply) {
      sidecars?.areThere(for: $0) ?? true
    }
    self.output = output
    let style = command.output == nil ? TableStyle.standardOutput : TableStyle()
    let writer = format.writer(
      to: output.sink,
      fields: command.fields,
      table: style,
      continuesFile: output.continuesFile
    )
    delivery = try RecordDelivery(
      output: output.sink,
      writer: writer,
      sidecars: sidecars,
      progress: progress,
      logger: logger,
      stopsAtFailure: command.strict
    )
    if onlyClip == nil, progress.isShown {
      progress.count = ClipCount(inputs, shard: command.shard, rule: rule, recorded: supply.filter.recorded)
    }
  }
}
