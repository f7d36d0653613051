import Batch
import Logging
import Media
import Recognition
import Reporting

/// What a run of `analyze` works with: its models, its clips and where their records go.
struct AnalyzeRun {
  let models: Models
  let supply: ClipSupply
  let delivery: RecordDelivery
  let logger: Logger
  /// The clip, when it is the only one and is worked on in this process.
  let onlyClip: ClipPath?

  /// Opens the output; with `--resume` that is what an earlier run wrote, without what is to be made anew.
  ///
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

    var continuesFile = false
    if command.resume, let file = command.output {
      let hasRowPerChannel = recognition.part.channel == .each
      let earlier = try EarlierRecords(
        reading: file,
        format: format,
        model: models.fusion.identity,
        options: recognition.analysis.summary,
        hasRowPerChannel: hasRowPerChannel
      )
      let scope = speakers.resumeScope ?? .clips(hasRowPerChannel: hasRowPerChannel)
      guard try supply.resume(earlier, scope: scope) else { throw BatchEnd.interrupted.exitCode }
      continuesFile = earlier.hasBegun
    }
    let sink =
      try command.output.map { try RecordOutput.file($0, for: format, continues: command.resume) }
      ?? RecordOutput.standardOutput()
    let style = command.output == nil ? Terminal.tableStyle : TableStyle()
    delivery = try RecordDelivery(
      output: sink,
      writer: format.writer(to: sink, fields: command.fields, table: style, continuesFile: continuesFile),
      sidecars: SidecarFiles(command.sidecars, inputs: inputs, startSeconds: recognition.part.start),
      progress: progress,
      logger: logger,
      stopsAtFailure: command.strict
    )
    if onlyClip == nil, progress.isShown {
      progress.count = ClipCount(inputs, shard: command.shard, rule: rule, recorded: supply.filter.recorded)
    }
  }
}

extension SpeakerKnowledge {
  /// How much of what is recorded holds where clips are scored against each other; nil where each stands by itself.
  fileprivate var resumeScope: ResumeScope? {
    switch self {
    case .none, .known: nil
    case .fromClips(_, nil): .speakers
    case .fromClips(_, .some): .nothing
    }
  }
}
