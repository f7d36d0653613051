import Batch
import Foundation
import Logging
import Media
import Recognition
import Records

extension AnalyzeCommand {
  /// Several clips run in worker processes of this program; the records come back as JSON.
  func analyzeInWorkers(delivery: RecordDelivery, logger: Logger) throws -> BatchEnd {
    let pool = WorkerPool(
      WorkerPool.Configuration(
        arguments: WorkerCommand.arguments(AnalyzeWorker.self, recognition.words),
        workerCount: batch.workerCount,
        timeLimit: recognition.timeLimit
      )
    )
    return try pool.run(inputs: inputs, batch: batch, logger: logger) { path, outcome in
      for record in records(of: path, outcome: outcome) where try !delivery.deliver(record) { return .stop }
      return .goOn
    }
  }

  /// An answer that cannot be read costs its own clip only.
  private func records(of path: ClipPath, outcome: JobOutcome) -> [ClipRecord] {
    switch outcome {
    case .answered(let payloads):
      let records = payloads.compactMap { try? JSONDecoder().decode(ClipRecord.self, from: Data($0)) }
      if records.count == payloads.count, !records.isEmpty { return records }
      return [ClipRecord(path: path, failure: ClipFailure(.garbled))]
    case .failed(let failure): return [ClipRecord(path: path, failure: ClipFailure(failure))]
    }
  }
}
