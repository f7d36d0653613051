import Batch
import Foundation
import Learning
import Logging
import Reporting
import System

extension TrainingRequest {
  /// Trains and writes the requested files. Throws `ExitStatus`, and `UsageError` if an output is a clip of the
  /// manifest.
  public func run() throws -> ExitStatus {
    let logger = messages.makeLogger()
    return try ExitStatus.unlessStarted(logger) {
      let task = try TrainingTask(self, logger: logger)
      try task.checkOutputs()
      Interruption.catchSignals()
      return try TrainingRun(task: task, display: TrainingDisplay(messages, logger: logger)).run()
    }
  }
}

/// A run of `train`.
private struct TrainingRun {
  let task: TrainingTask
  let display: TrainingDisplay

  /// Throws `ExitStatus` when interrupted.
  func run() throws -> ExitStatus {
    let request = task.request
    display.logger.describeRun(model: nil, workerCount: request.workerCount)
    let checkpoint = try CheckpointFile(task, logger: display.logger)
    let extracted = try FeatureExtraction(task: task, display: display).run()
    let identity = task.identity.adding("clips", extracted.checksum)
    try checkpoint.begin(identity)
    let log = try request.log.map { try TrainingLog($0) }
    let training = NetworkTraining(
      task: task,
      extracted: extracted,
      checkpoint: checkpoint,
      log: log,
      display: display
    )
    let networks = try training.train(atOnce: request.workerCount)
    try log?.finish()
    let models = ModelFiles(networks, task: task, extracted: extracted, identity: identity)
    try models.write(to: request.output)
    if let folder = request.foldModels { try models.writeFolds(below: folder) }
    let evaluation =
      try task.plan.folds.isEmpty ? nil : OutOfFoldRecords(task: task, models: models, display: display).evaluate()
    if let path = request.report {
      let report = TrainingReport(
        task: task,
        networks: networks,
        extracted: extracted,
        models: models,
        evaluation: evaluation
      )
      try OutputFile.replace(path, with: Data(report.html.utf8))
    }
    checkpoint.remove()
    if let evaluation { try OutputFile.standardOutput().write(Array(evaluation.table(TableStyle.standardOutput).utf8)) }
    var written = WrittenFiles()
    if evaluation != nil { written.add("the records", to: request.records) }
    written.add("the report", to: request.report)
    written.add("the log", to: request.log)
    written.add(networks.folds.count, "fold model", to: request.foldModels)
    written.report(display.logger)
    display.log("\(request.output): \(models.identity), \(networks.summary(of: request.epochs))")
    return BatchEnd.finished.status(failed: !extracted.failures.isEmpty)
  }
}

extension TrainingIdentity {
  fileprivate func adding(_ name: String, _ value: String) -> TrainingIdentity {
    var identity = self
    identity.add(name, value)
    return identity
  }
}
