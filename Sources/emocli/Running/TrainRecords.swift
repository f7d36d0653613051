import Evaluation
import Records
import Reporting
import System

/// Each clip's record by the network that does not know its fold, made as `evaluate` makes them.
struct TrainRecords {
  let task: TrainTask
  let models: TrainedModels
  let workerCount: Int
  let progress: TrainProgress

  /// In the order of the manifest; nil when interrupted.
  func make() throws -> [LabelledRecord]? {
    let folder = try TemporaryFolder()
    var made: [(line: Int, record: LabelledRecord)] = []
    var failed = 0
    progress.begin()
    for (index, fold) in task.plan.folds.enumerated() {
      let model = folder.path.appending("\(index).safetensors".utf8)
      try models.write(fold: index, to: model)
      let records = ManifestRecords(
        model: model,
        encoders: task.starts[fold.name]!.encoders,
        isPersonal: task.options.personalBaseline,
        workerCount: workerCount
      )
      let before = made.count
      let end = try records.make(of: fold.heldOut) { measured in
        progress.showMeasured(before + measured.count, of: task.plan.rows.count, failed: measured.failedCount)
      } deliver: { row, record in
        made.append((row.line, LabelledRecord(row, record: record)))
        if record.failure != nil { failed += 1 }
        progress.showScored(made.count, of: task.plan.rows.count, failed: failed)
        return true
      }
      progress.clear()
      if end == .interrupted { return nil }
    }
    return made.sorted { $0.line < $1.line }.map(\.record)
  }
}

extension TrainCommand {
  /// The figures on strangers, where there are folds; their records are written where they are wanted.
  func evaluate(_ models: TrainedModels, _ task: TrainTask, _ progress: TrainProgress) throws -> EvaluationReport? {
    guard !task.plan.folds.isEmpty else { return nil }
    let records = TrainRecords(task: task, models: models, workerCount: jobs.workerCount, progress: progress)
    guard let made = try records.make() else {
      progress.tell("interrupted; \(options.output) is complete, the same command with --resume makes the records")
      try BatchEnd.interrupted.exit(failed: false)
      return nil
    }
    if let path = reports.records {
      let output = try OutputFile.replacing(path)
      let writer = JSONWriter(sink: output, layout: .lines)
      for record in made.compactMap(\.record) { try writer.write(EncodedRecord(record)) }
      try writer.finish()
    }
    return EvaluationReport(
      manifest: options.manifest,
      model: "\(models.identity), out of fold",
      isSplit: false,
      isPersonal: options.personalBaseline,
      failedCount: made.count { $0.record?.failure != nil },
      overlap: task.overlap,
      evaluation: Evaluation(made)
    )
  }
}

extension TrainTask {
  /// Whether the folds' networks are strangers to the people of their folds, as far as that is known.
  fileprivate var overlap: SpeakerOverlap {
    let shared = Set(plan.peopleInSeveralFolds)
    return SpeakerOverlap(plan.rows, trainedOn: shared.isEmpty && !hasStrangersEncoders ? nil : shared)
  }
}
