import Batch
import Records
import System

extension WorkerPool {
  /// Works on all clips of `supply` and tells what was passed over.
  func run(_ supply: ClipSupply, deliver: (ClipPath, JobOutcome) throws -> Verdict) throws -> BatchEnd {
    let end = try run(interruption: .process, next: supply.step, deliver: deliver)
    if case .interrupted = end { return .interrupted }
    return supply.conclude()
  }
}

extension ClipFailure {
  /// The failed record's words for a worker that gave no answer.
  init(_ failure: JobFailure) {
    let kind: Kind =
      switch failure {
      case .timedOut: .timeout
      case .outgrewMemory: .tooLarge
      case .died, .garbled: .internal
      }
    self.init(kind, failure.description)
  }
}
