import Batch
import Logging
import Recognition
import Reporting
import System

/// A request to `analyze` clips.
public struct AnalysisRequest {
  public var inputs: ClipInputs
  public var options = AnalysisOptions()
  /// The annotation files to write with the records.
  public var sidecars = SidecarRequest()
  public var format: RecordFormat
  /// What a row of the output describes; segments only in JSON Lines and CSV.
  public var rows = RecordRows.clips
  /// The keys to write, or nil for all.
  public var fields: FieldSelection?
  /// Whether a table has a line for each segment.
  public var showsSegments = true
  /// The file for the records, or nil for standard output.
  public var output: ClipPath?
  /// The file for the time of each emotion, or nil for none.
  public var summary: ClipPath?
  /// Whether the run resumes from the records in the file.
  public var resumes = false
  /// The part of the clips to analyse, or nil for all.
  public var shard: Shard?
  /// Whether the run stops at the first failed clip.
  public var stopsAtFailure = false
  public var workerCount = Jobs.defaultCount
  public var messages = Messages()

  public init(_ inputs: ClipInputs, format: RecordFormat) {
    (self.inputs, self.format) = (inputs, format)
  }

  /// Analyses the clips and writes their records. Throws `ExitStatus`.
  public func run() throws -> ExitStatus {
    var request = self
    if !sidecars.formats.isEmpty, options.timeline == nil, options.transcript == nil {
      request.options.timeline = .every(seconds: 1)
    }
    let logger = messages.makeLogger()
    return try ExitStatus.unlessStarted(logger) { try AnalysisRun(request, logger: logger).run() }
  }
}

/// A run of `analyze` with its models, clips and output.
struct AnalysisRun {
  private let request: AnalysisRequest
  private let models: Models
  private let speakers: SpeakerSetup
  private let transcripts: ClipTranscripts
  private let queue: ClipQueue
  private let output: RunOutput
  private let delivery: RecordDelivery
  private let summary: SummaryFile?
  private let progress: ProgressDisplay
  private let logger: Logger
  /// The only clip, if it is analysed in this process.
  private let onlyClip: ClipPath?

  /// Throws the error that prevents the run, and `ExitStatus` when interrupted.
  init(_ request: AnalysisRequest, logger: Logger) throws {
    (self.request, self.logger) = (request, logger)
    let (inputs, options) = (request.inputs, request.options)
    transcripts = try ClipTranscripts(options, inputs: InputFolders(inputs.paths))
    models = try Models(options.models)
    speakers = try SpeakerSetup(options)
    Interruption.catchSignals()
    progress = ProgressDisplay(request.messages, logger: logger)
    let filter = ClipFilter(shard: request.shard, names: try options.speakerRule.map { try SpeakerNames($0) })
    queue = ClipQueue(inputs, filter: filter, logger: logger)
    onlyClip = request.shard == nil && !request.resumes ? inputs.onlyClip : nil

    let sidecars = try SidecarFiles(
      request.sidecars,
      inputs: inputs.paths,
      options: options,
      transcripts: transcripts,
      records: request.output
    )
    output = try RunOutput(request, models: models, speakers: speakers, queue: queue) {
      sidecars?.exist(for: $0) ?? true
    }
    var table = request.output == nil ? TableStyle.standardOutput : TableStyle()
    table.folder = CommonFolder(inputs.paths)
    table.showsSegments = request.showsSegments
    table.channelNames = options.channelNames?.names ?? []
    summary = try request.summary.map { path in
      try SummaryFile(
        path,
        hasRecordPerChannel: request.options.channel == .each,
        channelNames: options.channelNames?.names ?? [],
        resumed: request.resumes ? request.output.map { ($0, request.format) } : nil
      )
    }
    let writer = request.format.writer(
      to: output.sink,
      rows: request.rows,
      fields: request.fields,
      table: table,
      continuesFile: output.continuesFile
    )
    delivery = try RecordDelivery(
      output: output.sink,
      writer: writer,
      sidecars: sidecars,
      summary: summary,
      rows: request.rows,
      progress: progress,
      logger: logger,
      stopsAtFailure: request.stopsAtFailure
    )
    if onlyClip == nil, progress.isShown {
      progress.count = ClipCount(
        inputs.paths,
        shard: request.shard,
        rule: options.speakerRule,
        recorded: queue.filter.recorded
      )
    }
  }

  func run() throws -> ExitStatus {
    logger.describeRun(model: models.fusion.identity, workerCount: onlyClip == nil ? request.workerCount : 1)
    let end =
      switch (speakers, onlyClip) {
      case (.fromClips(let names, let file), _): try analyzeBySpeaker(names, keepingIn: file)
      case (.known(let baselines), let clip?): try analyze(clip, baselines: baselines)
      case (.none, let clip?): try analyze(clip, baselines: ClipBaselines())
      case (_, nil): try analyzeInWorkers()
      }
    // Keep the earlier output rather than replace it with an empty array or part of the records.
    let isLess = end == .interrupted && (delivery.tally.count == 0 || output.replacesRows)
    if isLess { delivery.abandon() } else { try delivery.finish(at: request.output) }
    // A summary of some of the clips would look like one of all.
    if end == .interrupted {
      summary?.abandon()
    } else if let summary {
      try summary.finish()
      delivery.written.add(1, "summary", to: request.summary)
    }
    if onlyClip == nil { progress.conclude(delivery.tally, recordedCount: queue.filter.recordedCount) }
    delivery.report(transcripts: request.options.transcript)
    return end.status(failed: delivery.hasFailed)
  }

  /// Analyses a single clip in this process.
  private func analyze(_ clip: ClipPath, baselines: ClipBaselines) throws -> BatchEnd {
    let analyzer = analyzer(baselines)
    do {
      let position = position()
      let records = try analyzer.analyze(
        clip,
        announceDuration: position.announceDuration,
        announcePosition: position.announcePosition
      )
      _ = try delivery.deliver(records)
      // Who looks at the terminal does not see the record.
      if !Terminal.isStandardOutput || request.output != nil { delivery.logFailures(records) }
      return .finished
    } catch is CancellationError {
      return .interrupted
    }
  }

  private func position() -> ClipPosition {
    ClipPosition(request.options, progress: progress)
  }

  private func analyzer(_ baselines: ClipBaselines = ClipBaselines()) -> ClipAnalyzer {
    ClipAnalyzer(
      models: models,
      options: request.options,
      baselines: baselines,
      transcripts: transcripts,
      threadCount: request.workerCount,
      isInterrupted: { Interruption.process.isRequested }
    )
  }

  /// Analyses several clips in worker processes, which return the records as JSON.
  private func analyzeInWorkers() throws -> BatchEnd {
    try pool().run(queue) { path, outcome in
      try delivery.deliver(outcome.records(of: path)) ? .proceed : .stop
    }
  }

  /// - Parameter more: Arguments for the workers in addition to the analysis options.
  private func pool(_ more: [String] = []) -> WorkerPool {
    WorkerKind.analyze.pool(
      AnalysisOptions.table.compactMap { $0.word(for: request.options) } + inputWords + more,
      workerCount: request.workerCount,
      timeLimit: request.options.timeLimit
    )
  }
}

extension AnalysisRun {
  /// The workers' arguments for the directories below which they look for transcripts.
  private var inputWords: [String] {
    guard let path = request.options.transcript, ClipTranscripts.isDirectory(path) else { return [] }
    let folders = request.inputs.paths.filter { FileStatus(of: $0)?.kind == .directory }
    return folders.map { WorkerOption.input.word($0) }
  }

  /// Measures all clips, then scores each against its speaker's baseline.
  private func analyzeBySpeaker(_ names: SpeakerNames, keepingIn file: BaselineFile?) throws -> BatchEnd {
    let pending = try PendingClips()
    var folders = SpeakerFolders()
    var counts = SpeakerCounts()
    let end = try measure { path, clips in
      let name = names.speaker(of: path)
      if let name { folders.add(path, of: name) }
      counts.add(name)
      for clip in clips {
        try pending.add(clip, speaker: name.map { PendingClips.Speaker(key: $0, name: $0) })
        delivery.showMeasured(pending.tally)
      }
      return !(request.stopsAtFailure && pending.tally.failedCount > 0)
    }
    delivery.clearProgress()
    if end == .interrupted {
      logger.notice("interrupted before all clips were measured; no records were written")
      return end
    }
    // The remaining clips would be scored against an incomplete baseline.
    if request.stopsAtFailure, pending.tally.failedCount > 0 {
      guard let failed = try pending.last() else { return end }
      if output.replacesRows { delivery.reportFailure(failed) } else { _ = try delivery.deliver([failed]) }
      return end
    }
    for warning in counts.warnings { logger.warning("\(warning)") }
    if request.options.speakerRule == .directory { for warning in folders.warnings { logger.warning("\(warning)") } }
    let baselines = try pending.baselines()
    if let file {
      if baselines.isEmpty {
        logger.warning("\(file.path) was not written: no clip with a speaker was measured")
      } else {
        try file.write(baselines)
        delivery.written.add(baselines.count, "baseline", to: file.path)
      }
    }
    let scored = try pending.deliver(model: models.fusion, options: request.options, baselines: baselines) {
      try delivery.deliver([$1])
    }
    return scored == .interrupted ? scored : end
  }

  /// Measures a single clip in this process, or several in worker processes, until `handler` returns false.
  private func measure(handler: (ClipPath, [MeasuredRecord]) throws -> Bool) throws -> BatchEnd {
    guard let clip = onlyClip else {
      return try pool([WorkerOption.measures.flag]).run(queue) { path, outcome in
        try handler(path, outcome.measured(of: path)) ? .proceed : .stop
      }
    }
    let analyzer = analyzer()
    do {
      let position = position()
      let measured = try analyzer.measure(
        clip,
        announceDuration: position.announceDuration,
        announcePosition: position.announcePosition
      )
      _ = try handler(clip, measured)
      return .finished
    } catch is CancellationError {
      return .interrupted
    }
  }
}
