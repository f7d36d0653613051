import Batch
import Logging
import Recognition

extension AnalyzeCommand {
  /// Several clips run in worker processes of this program; the records come back as JSON.
  func analyzeInWorkers(delivery: RecordDelivery, logger: Logger) throws -> BatchEnd {
    try pool().run(inputs: inputs, batch: batch, logger: logger) { path, outcome in
      for record in outcome.records(of: path) where try !delivery.deliver(record) { return .stop }
      return .goOn
    }
  }

  /// - Parameter more: words for the workers besides the options of recognition.
  func pool(_ more: [String] = []) -> WorkerPool {
    WorkerPool(
      WorkerPool.Configuration(
        arguments: WorkerCommand.arguments(AnalyzeWorker.self, recognition.words + more),
        workerCount: batch.jobs.workerCount,
        timeLimit: recognition.timeLimit
      )
    )
  }
}
