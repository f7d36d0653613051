import Evaluation
import Recognition
import Records
import Reporting
import System

/// Makes each clip's record with the network trained without its fold, as `evaluate` does, and beside it with the shipped
/// model.
struct OutOfFoldRecords {
  let task: TrainingTask
  let models: ModelFiles
  let display: TrainingDisplay

  /// Returns the records in manifest order, or nil when interrupted.
  private func make() throws -> [LabelledRecord]? {
    let folder = try TemporaryFolder()
    var made: [(line: Int, record: LabelledRecord)] = []
    var failed = 0
    display.begin()
    for (index, fold) in task.plan.folds.enumerated() {
      let model = folder.path.appending("\(index).safetensors".utf8)
      try models.write(fold: index, to: model)
      let records = ManifestRecords(
        models: ModelChoice(fusion: model, voice: task.initialWeights[fold.name]!.voice),
        usesBaselines: task.request.usesBaselines,
        workerCount: task.request.workerCount
      )
      let before = made.count
      let end = try records.make(of: fold.heldOut) { measured in
        display.showMeasured(before + measured.count, of: task.plan.rows.count, failed: measured.failedCount)
      } deliver: { row, record in
        made.append((row.line, LabelledRecord(row, record: record)))
        if record.failure != nil { failed += 1 }
        display.showScored(made.count, of: task.plan.rows.count, failed: failed)
        return true
      }
      display.clear()
      if end == .interrupted { return nil }
    }
    return made.sorted { $0.line < $1.line }.map(\.record)
  }

  /// Returns the same clips' records by the shipped model and encoders, or nil when interrupted.
  private func makeShipped() throws -> [LabelledRecord]? {
    let rows = task.plan.folds.flatMap(\.heldOut)
    let records = ManifestRecords(usesBaselines: task.request.usesBaselines, workerCount: task.request.workerCount)
    var made: [LabelledRecord] = []
    display.begin()
    let end = try records.make(of: rows) { row, record in
      made.append(LabelledRecord(row, record: record))
      display.showShipped(made.count, of: rows.count)
      return true
    }
    display.clear()
    return end == .interrupted ? nil : made
  }

  /// Returns the figures on unseen speakers, and writes the records if requested. Throws `ExitStatus` when interrupted.
  func evaluate() throws -> EvaluationReport {
    let request = task.request
    guard let made = try make(), let shipped = try makeShipped() else {
      display.log(
        "interrupted; \(request.output) is complete; run the same command with \(TrainingRequest.Option.resume.flag) "
          + "to make the records"
      )
      throw ExitStatus.interrupted
    }
    if let path = request.records {
      let output = try OutputFile.replacing(path)
      let writer = RecordFormatChoice.auto.resolved(output: path, isTerminal: false).writer(to: output)
      for record in made.compactMap(\.record) { try writer.write(EncodedRecord(record)) }
      try writer.finish()
    }
    return EvaluationReport(
      manifest: request.manifest,
      model: "\(models.identity), out of fold",
      isSplit: false,
      usesBaselines: request.usesBaselines,
      failedCount: made.count { $0.record?.failure != nil },
      overlap: task.overlap,
      evaluation: Evaluation(made),
      foldsLine: task.foldsLine,
      shipped: EvaluationReport.Shipped(
        evaluation: Evaluation(shipped),
        overlap: SpeakerOverlap(task.plan.rows, trainedOn: try Models.fusion(nil).speakers)
      )
    )
  }
}
