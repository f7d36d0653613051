import Batch
import Logging

extension AnalyzeCommand {
  /// Several clips run in worker processes of this program; the records come back as JSON.
  func analyzeInWorkers(_ run: AnalyzeRun) throws -> BatchEnd {
    try pool().run(run.supply) { path, outcome in
      try run.delivery.deliver(outcome.records(of: path)) ? .goOn : .stop
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
