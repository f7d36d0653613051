import ArgumentParser
import Batch
import Foundation
import Logging
import Reporting
import Runs
import System

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a fusion model on labelled clips.",
    discussion: """
      The manifest is a CSV file with the columns 'path' (relative to it) and 'emotion', and where they are there \
      'speaker', 'corpus', 'split', 'fold' and 'face_csv'. Rows whose split is 'test' are left out; those whose split is \
      'valid', or else the clips of an eighth of the people, say when it has learnt enough. With --folds the figures on \
      strangers go to standard output. Interrupted, it saves where it is, and --resume goes on. Exit status: 0 when all \
      went well, 1 when a clip could not be used, 2 when nothing could be started, 64 for wrong usage, 130 or 143 when \
      interrupted.
      """
  )

  @OptionGroup(title: "Training") var options: TrainOptions

  @OptionGroup(title: "Reports") var reports: TrainReportOptions

  @OptionGroup(title: "Batch") var jobs: JobOptions

  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    if options.folds == nil {
      if reports.records != nil { throw ValidationError("--records needs --folds") }
      if reports.foldModels != nil { throw ValidationError("--fold-models needs --folds") }
    }
    let outputs = [("--output", options.output)] + reports.files
    for (index, (option, path)) in outputs.enumerated() {
      let others = outputs[..<index].map(\.1)
      if others.contains(path) { throw ValidationError("\(option) names a file that another option names") }
      let inputs = [options.manifest, options.model].compactMap(\.self)
      try BatchOptions.check(output: path, inputs: inputs + others, option: option)
    }
  }

  func run() throws {
    let logger = messages.makeLogger()
    let progress = TrainProgress(messages, logger: logger)
    let task = try Stop.unlessStarted(logger) { try TrainTask(options, logger: logger) }
    try check(task, logger)
    Interruption.catchSignals()
    try Stop.unlessStarted(logger) { try train(task, progress, logger) }
  }

  /// What is written must not be what is read, and has to have a place.
  private func check(_ task: TrainTask, _ logger: Logger) throws {
    let outputs = [("--output", options.output)] + reports.files
    let inputs = task.plan.rows.flatMap { [$0.clip] + ($0.faceTable.map { [$0.path] } ?? []) }
    for (option, path) in outputs { try BatchOptions.check(output: path, inputs: inputs, option: option) }
    try Stop.unlessStarted(logger) {
      // Whoever reads a pipe would take this for its end.
      for (_, path) in outputs where path.isReplaceable { try OutputFile.replacing(path).abandon() }
    }
  }

  /// One part after the other; each ends the program when it is interrupted.
  private func train(_ task: TrainTask, _ progress: TrainProgress, _ logger: Logger) throws {
    let checkpoint = try TrainCheckpoint(task, logger: logger)
    let measured = try measure(task, progress)
    let identity = task.identity.adding("clips", measured.checksum)
    try checkpoint.begin(identity)
    let log = try reports.log.map { try TrainingLog($0) }
    let runs = TrainRuns(task: task, measured: measured, checkpoint: checkpoint, log: log, progress: progress)
    let networks = try runs.train(atOnce: jobs.workerCount)
    try log?.finish()
    let models = TrainedModels(networks, task: task, measured: measured, identity: identity)
    try models.write(to: options.output)
    if let folder = reports.foldModels { try models.writeFolds(below: folder) }
    let evaluation = try evaluate(models, task, progress)
    if let path = reports.report {
      let report = TrainingReport(
        task: task,
        networks: networks,
        measured: measured,
        models: models,
        evaluation: evaluation
      )
      try OutputFile.replace(path, with: Data(report.html.utf8))
    }
    checkpoint.remove()
    if let evaluation { try OutputFile.standardOutput().write(Array(evaluation.table(TableStyle.standardOutput).utf8)) }
    progress.tell("\(options.output): \(models.identity), \(networks.summary(of: options.epochs))")
    try BatchEnd.finished.exit(failed: !measured.failures.isEmpty)
  }
}
