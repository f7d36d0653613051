import ArgumentParser
import Batch
import Face
import Learning
import Media
import Recognition
import Records

/// Makes the records of a manifest's clips in worker processes.
struct ManifestRecords {
  /// Another fusion model than the shipped one.
  var model: ClipPath?
  /// The folder of another voice encoder than the shipped one.
  var encoders: ClipPath?
  var workerCount: Int

  /// Hands over the record of every row's clip, with the manifest's path, in the order of the rows until `deliver` wants no
  /// more; when interrupted, those of the clips that were finished.
  func make(of rows: [Manifest.Row], deliver: (Manifest.Row, ClipRecord) throws -> Bool) throws -> BatchEnd {
    let words = [("--model", model), ("--encoders", encoders)].flatMap { name, path in
      path.map { [name, RawArguments.escaped($0.bytes)] } ?? []
    }
    let pool = WorkerPool(
      WorkerPool.Configuration(
        arguments: WorkerCommand.arguments(EvaluateWorker.self, words),
        workerCount: workerCount
      )
    )
    let jobs = rows.map { ManifestJob($0).message }
    let rowOfJob = Dictionary(uniqueKeysWithValues: zip(jobs, rows))
    var waiting = jobs[...]
    func next() -> InputStep { waiting.popFirst().map(InputStep.clip) ?? .end }
    let end = try pool.run(interruption: .process, next: next) { job, outcome in
      let row = rowOfJob[job]!
      guard var record = outcome.records(of: row.clip).first else { return .goOn }
      record.path = ClipPath(row.path)
      return try deliver(row, record) ? .goOn : .stop
    }
    if case .interrupted = end { return .interrupted }
    return .finished
  }
}

/// What a worker is told of a manifest's row, in the place of a path: the clip, whose face counts and the table with the face,
/// if there is one, with zeros between, which no path has.
struct ManifestJob {
  let clip: ClipPath
  let faceTable: FaceTableReference?
  let faceChoice: FaceChoice?

  init(_ row: Manifest.Row) {
    clip = row.clip
    faceTable = row.faceTable
    faceChoice = row.faceChoice
  }

  init(message: ClipPath) {
    let parts = message.bytes.split(separator: 0, maxSplits: 3, omittingEmptySubsequences: false)
    clip = ClipPath(bytes: parts[0])
    faceChoice = FaceChoice(rawValue: String(decoding: parts[1], as: UTF8.self))
    let key = parts.count > 3 ? String(decoding: parts[3], as: UTF8.self) : nil
    faceTable = parts.count > 2 ? FaceTableReference(path: ClipPath(bytes: parts[2]), key: key) : nil
  }

  var message: ClipPath {
    let choice = Array((faceChoice?.rawValue ?? "").utf8)
    let parts = [clip.bytes, choice, faceTable?.path.bytes, (faceTable?.key).map { Array($0.utf8) }]
    return ClipPath(bytes: parts.compactMap(\.self).joined(separator: [0]))
  }

  var analysis: AnalysisOptions {
    var options = AnalysisOptions()
    options.faceTable = faceTable
    if let faceChoice { options.face = faceChoice }
    return options
  }
}

/// Works on the clips of a manifest for `evaluate`.
struct EvaluateWorker: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "evaluate", shouldDisplay: false)

  @Option var model: ClipPath?
  @Option var encoders: ClipPath?

  func run() throws {
    let loop = try WorkerLoop()
    let models = try Stop.unlessStarted(MessageOptions.errorLogger) {
      try Models(fusionModel: model, encoders: encoders)
    }
    loop.run { message, announceDuration in
      let job = ManifestJob(message: message)
      let analyzer = ClipAnalyzer(models: models, options: job.analysis)
      let records = (try? analyzer.analyze(job.clip, announceDuration: announceDuration)) ?? []
      return records.map { $0.json.utf8() }
    }
  }
}
