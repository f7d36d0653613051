import Batch
import Logging
import Recognition

extension AnalyzeCommand {
  /// Several clips run in worker processes of this program; the records come back as JSON.
  func analyzeInWorkers(delivery: RecordDelivery, logger: Logger) throws -> BatchEnd {
    let pool = WorkerPool(
      WorkerPool.Configuration(
        arguments: WorkerCommand.arguments(AnalyzeWorker.self, recognition.words),
        workerCount: batch.jobs.workerCount,
        timeLimit: recognition.timeLimit
      )
    )
    return try pool.run(inputs: inputs, batch: batch, logger: logger) { path, outcome in
      for record in outcome.records(of: path) where try !delivery.deliver(record) { return .stop }
      return .goOn
    }
  }
}
