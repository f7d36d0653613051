import ArgumentParser
import Batch
import Face
import Learning
import Media
import Recognition
import Records

extension EvaluateCommand {
  /// Every row's clip runs in a worker process. Returns what came of each, in the order of the rows; when interrupted, of
  /// those that were finished.
  func analyzeInWorkers(
    _ rows: [Manifest.Row],
    delivery: RecordDelivery
  ) throws -> ([LabelledRecord], BatchEnd) {
    let pool = WorkerPool(
      WorkerPool.Configuration(
        arguments: WorkerCommand.arguments(
          EvaluateWorker.self,
          model.map { ["--model", RawArguments.escaped($0.bytes)] } ?? []
        ),
        workerCount: jobs.workerCount
      )
    )
    let jobs = rows.map { ManifestJob($0).message }
    let rowOfJob = Dictionary(uniqueKeysWithValues: zip(jobs, rows))
    var waiting = jobs[...]
    var labelled: [LabelledRecord] = []
    func next() -> InputStep { waiting.popFirst().map(InputStep.clip) ?? .end }
    let end = try pool.run(interruption: .process, next: next) { job, outcome in
      let row = rowOfJob[job]!
      guard var record = outcome.records(of: row.clip).first else { return .goOn }
      record.path = ClipPath(row.path)
      labelled.append(LabelledRecord(row, record: record))
      return try delivery.deliver(record) ? .goOn : .stop
    }
    if case .interrupted = end { return (labelled, .interrupted) }
    return (labelled, .finished)
  }
}

/// What a worker is told of a manifest's row, in the place of a path: the clip and the table with its face, if there is one,
/// with zeros between, which no path has.
struct ManifestJob {
  let clip: ClipPath
  let faceTable: FaceTableReference?

  init(_ row: Manifest.Row) {
    clip = row.clip
    faceTable = row.faceTable
  }

  init(message: ClipPath) {
    let parts = message.bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    clip = ClipPath(bytes: parts[0])
    let key = parts.count > 2 ? String(decoding: parts[2], as: UTF8.self) : nil
    faceTable = parts.count > 1 ? FaceTableReference(path: ClipPath(bytes: parts[1]), key: key) : nil
  }

  var message: ClipPath {
    let parts = [clip.bytes, faceTable?.path.bytes, (faceTable?.key).map { Array($0.utf8) }]
    return ClipPath(bytes: parts.compactMap(\.self).joined(separator: [0]))
  }
}

/// Works on the clips of a manifest for `evaluate`.
struct EvaluateWorker: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "evaluate", shouldDisplay: false)

  @Option var model: ClipPath?

  func run() throws {
    let loop = try WorkerLoop()
    let models = try Stop.unlessStarted(MessageOptions.errorLogger) { try Models(fusionModel: model) }
    loop.run { message, announceDuration in
      let job = ManifestJob(message: message)
      var options = AnalysisOptions()
      options.faceTable = job.faceTable
      let analyzer = ClipAnalyzer(models: models, options: options)
      let records = (try? analyzer.analyze(job.clip, announceDuration: announceDuration)) ?? []
      return records.map { $0.json.utf8() }
    }
  }
}
