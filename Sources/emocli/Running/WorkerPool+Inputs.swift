import Batch
import Logging
import Media
import Recognition
import Records

extension WorkerPool {
  /// Works on all clips that the inputs name and tells what was passed over.
  func run(
    inputs: [ClipPath],
    batch: BatchOptions,
    logger: Logger,
    deliver: (ClipPath, JobOutcome) throws -> Verdict
  ) throws -> BatchEnd {
    let discovery = InputDiscovery(
      inputs: inputs,
      separator: batch.nullSeparated ? .null : .newline,
      interruption: .process,
      isMedia: MediaKind.isMedia,
      notify: { logger.warning("\($0)") }
    )
    let end = try run(interruption: .process, next: discovery.step, deliver: deliver)
    if discovery.skippedCount > 0 {
      let files = discovery.skippedCount == 1 ? "file that is" : "files that are"
      logger.notice("skipped \(discovery.skippedCount) \(files) no media")
    }
    if case .interrupted = end { return .interrupted }
    // Of directories without clips and of lists that cannot be read the user has heard.
    if discovery.unreadableCount + discovery.emptyDirectoryCount > 0 { return .incomplete }
    if discovery.clipCount > 0 { return .finished }
    logger.error("no clip was found")
    return .incomplete
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
