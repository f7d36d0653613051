import Batch
import Logging
import Media
import System

/// The clips that a run works on, found as they are asked for: those that the inputs name, less what others do or what is
/// recorded already.
final class ClipSupply {
  var filter: ClipFilter
  private let discovery: InputDiscovery
  private let logger: Logger
  /// Clips that were found ahead of time.
  private var listed: ArraySlice<ClipPath> = []

  init(_ inputs: [ClipPath], batch: BatchOptions, filter: ClipFilter, logger: Logger) {
    self.filter = filter
    self.logger = logger
    discovery = InputDiscovery(
      inputs: inputs,
      separator: batch.nullSeparated ? .null : .newline,
      interruption: .process,
      isMedia: MediaKind.isMedia,
      notify: { logger.warning("\($0)") }
    )
  }

  /// The next clip if it can be told without waiting.
  func step() -> InputStep {
    let step = listed.popFirst().map(InputStep.clip) ?? discovery.step()
    guard case .clip(let path) = step, filter.judge(path) != .taken else { return step }
    return .nothingYet
  }

  /// All clips of this run's part, recorded ones too, read to the end of lists; they still come by `step`. Nil when
  /// interrupted.
  func list() -> [ClipPath]? {
    var part = ClipFilter(shard: filter.shard, names: filter.names)
    while let path = discovery.next() {
      if part.judge(path) == .taken { listed.append(path) }
    }
    return Interruption.process.isRequested ? nil : Array(listed)
  }

  /// Tells what was passed over, and how the inputs ended.
  func conclude() -> BatchEnd {
    if discovery.skippedCount > 0 {
      let files = discovery.skippedCount == 1 ? "file that is" : "files that are"
      logger.notice("skipped \(discovery.skippedCount) \(files) no media")
    }
    // Of directories without clips and of lists that cannot be read the user has heard.
    if discovery.unreadableCount + discovery.emptyDirectoryCount > 0 { return .incomplete }
    if discovery.clipCount > 0 { return .finished }
    logger.error("no clip was found")
    return .incomplete
  }
}
