import Batch
import Foundation
import Logging
import Records
import Reporting
import System

/// A features worker's answer for one clip.
struct FeatureAnswer: Codable {
  /// The file in the spool folder that holds the clip's rows.
  var rows: String?
  var failure: ClipFailure?
}

extension FeaturesCommand {
  /// Several clips are measured in worker processes, which leave each clip's rows in a file; they are joined here in the
  /// order of the clips. Returns also whether a clip failed.
  func writeTableOfMany(to target: OutputFile, logger: Logger) throws -> (BatchEnd, failed: Bool) {
    let spool = try TemporaryFolder()
    let pool = WorkerPool(
      WorkerPool.Configuration(
        arguments: WorkerCommand.arguments(
          FeaturesWorker.self,
          ["--spool", RawArguments.escaped(spool.path.bytes)] + features.words
        ),
        workerCount: batch.jobs.workerCount
      )
    )
    let table = FeatureTableWriter(
      sink: target,
      format: features.format.table!,
      columns: try FeatureRows(features).columns,
      withPath: true
    )
    try table.begin()
    let progress = Progress(messages, logger: logger)
    if progress.isShown { progress.count = ClipCount(inputs) }
    var tally = BatchTally()
    let supply = ClipSupply(inputs, batch: batch, filter: ClipFilter(), logger: logger)
    let end = try pool.run(supply) { path, outcome in
      let answer = answer(to: outcome)
      if let failure = answer.failure {
        progress.clear()
        logger.error("\(path): \(failure.kind.rawValue): \(failure.message)")
      } else if let rows = answer.rows {
        try append(spool.path.appending(rows.utf8), to: target)
      }
      tally.add(answer.failure)
      progress.show(tally)
      return .goOn
    }
    progress.clear()
    try table.finish()
    return (end, tally.failedCount > 0)
  }

  private func answer(to outcome: JobOutcome) -> FeatureAnswer {
    switch outcome {
    case .answered(let payloads):
      (try? JSONDecoder().decode(FeatureAnswer.self, from: Data(payloads.joined())))
        ?? FeatureAnswer(failure: ClipFailure(.garbled))
    case .failed(let failure): FeatureAnswer(failure: ClipFailure(failure))
    }
  }

  private func append(_ rows: ClipPath, to target: OutputFile) throws {
    let descriptor = rows.withCString { open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw OutputError.noTemporaryFile(rows, errno: errno) }
    _ = rows.withCString { unlink($0) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    while let block = try file.read(upToCount: 1 << 20), !block.isEmpty { try target.write(Array(block)) }
  }
}

extension FeaturesWorker {
  /// Leaves a clip's rows in a new file of the spool folder.
  func answer(_ path: ClipPath, rows: FeatureRows, number: Int, announceDuration: @escaping (Double) -> Void)
    -> FeatureAnswer
  {
    let name = "\(getpid())-\(number)"
    do {
      // Appears when it is complete, so that a clip that fails leaves nothing.
      let sink = try OutputFile.replacing(spool.appending(name.utf8))
      let writer = FeatureTableWriter(
        sink: sink,
        format: features.format.table ?? .csv,
        columns: rows.columns,
        withPath: true
      )
      try rows.extract(path, announceDuration: announceDuration) { try writer.write(path: path, $0) }
      try writer.finish()
      return FeatureAnswer(rows: name)
    } catch let failure as ClipFailure {
      return FeatureAnswer(failure: failure)
    } catch {
      return FeatureAnswer(failure: ClipFailure(.internal, "\(error)"))
    }
  }
}
