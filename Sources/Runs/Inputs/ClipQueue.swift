import Batch
import Logging
import Media
import Recognition
import Reporting
import System

/// The inputs of a command.
public struct ClipInputs: Sendable {
  /// Clips, directories, or `-` for paths on standard input.
  public var paths: [ClipPath]
  /// The separator of paths on standard input.
  public var separator: InputDiscovery.ListSeparator

  public init(_ paths: [ClipPath], separator: InputDiscovery.ListSeparator = .newline) {
    (self.paths, self.separator) = (paths, separator)
  }

  /// The clip, if it is the only input and not a directory.
  public var onlyClip: ClipPath? {
    guard paths.count == 1, paths[0] != ClipPath("-") else { return nil }
    return FileStatus(of: paths[0])?.kind == .directory ? nil : paths[0]
  }
}

/// Finds a run's clips lazily: the clips of the inputs, without those of other parts and those already recorded.
final class ClipQueue {
  private(set) var filter: ClipFilter
  private let discovery: InputDiscovery
  private let logger: Logger
  /// Clips found ahead of time.
  private var listed: ArraySlice<ClipPath> = []

  init(_ inputs: ClipInputs, filter: ClipFilter, logger: Logger) {
    self.filter = filter
    self.logger = logger
    discovery = InputDiscovery(
      inputs: inputs.paths,
      separator: inputs.separator,
      interruption: .process,
      isMedia: MediaKind.isMedia,
      notify: { logger.warning("\($0)") }
    )
  }

  /// Returns the next clip if it is available without waiting.
  func step() -> InputStep {
    let step = listed.popFirst().map(InputStep.clip) ?? discovery.step()
    guard case .clip(let path) = step, filter.verdict(for: path) != .taken else { return step }
    return .nothingYet
  }

  /// Reads all inputs to the end and returns the clips of this run's part, including recorded ones. `step` still
  /// returns them. Nil when interrupted.
  func list() -> [ClipPath]? {
    var part = ClipFilter(shard: filter.shard, names: filter.names)
    while let path = discovery.next() {
      if part.verdict(for: path) == .taken { listed.append(path) }
    }
    return Interruption.process.isRequested ? nil : Array(listed)
  }

  /// Skips the clips that `earlier` records. Returns the clips to redo, whose rows must be removed, or nil when
  /// interrupted. Finding them takes all inputs; if there are none to redo, the inputs are read as they arrive.
  ///
  /// - Parameter isComplete: Whether a recorded clip's annotation files exist.
  func resume(_ earlier: EarlierRecords, scope: ResumeScope, isComplete: (ClipPath) -> Bool) -> Set<ClipPath>? {
    let complete = scope == .nothing ? [:] : earlier.clips.filter { Self.isCurrent($0, $1) && isComplete($0) }
    var recorded = complete.mapValues(\.count)
    if scope == .clips(hasRowPerChannel: true), let last = earlier.lastPath { recorded[last] = nil }
    var toRedo: Set<ClipPath> = []
    if recorded.count < earlier.clips.count || scope == .speakers {
      guard let clips = list() else { return nil }
      if scope == .speakers { recorded = completeSpeakers(of: clips, recorded) }
      toRedo = Set(clips).filter { recorded[$0] == nil }
    }
    filter.skip(recorded)
    return toRedo
  }

  /// Returns whether all rows of a clip are results for the file's current state.
  private static func isCurrent(_ path: ClipPath, _ clip: EarlierRecords.Clip) -> Bool {
    guard clip.isOK, clip.count > 0, let bytes = clip.bytes, let modified = clip.modified else { return false }
    let file = ClipFile(statusOf: path)
    return file.bytes == bytes && file.modified == modified
  }

  /// Returns `recorded` without the clips of speakers with a missing clip.
  private func completeSpeakers(of clips: [ClipPath], _ recorded: [ClipPath: Int]) -> [ClipPath: Int] {
    let wanted = Dictionary(clips.map { ($0, 1) }, uniquingKeysWith: +)
    let speakers = Dictionary(grouping: wanted.keys) { filter.names?.speaker(of: $0) }
    var remaining = recorded
    for (speaker, paths) in speakers where speaker != nil {
      guard paths.contains(where: { recorded[$0, default: 0] < wanted[$0]! }) else { continue }
      for path in paths { remaining[path] = nil }
    }
    return remaining
  }

  /// Reports skipped files, and returns how the inputs ended.
  func conclude() -> BatchEnd {
    if discovery.skippedCount > 0 {
      let files = discovery.skippedCount == 1 ? "file" : "files"
      logger.notice("skipped \(discovery.skippedCount) non-media \(files)")
    }
    // Directories without clips and unreadable lists have already been reported.
    if discovery.unreadableCount + discovery.emptyDirectoryCount > 0 { return .incomplete }
    if discovery.clipCount > 0 { return .finished }
    logger.error("no clips found")
    return .incomplete
  }
}

/// The scope of records that are kept together.
enum ResumeScope: Equatable {
  /// Each clip alone; with `hasRowPerChannel` the last one may lack rows.
  case clips(hasRowPerChannel: Bool)
  /// All clips of a speaker or none, because they are scored together.
  case speakers
  /// None, because the baselines are computed from all clips.
  case nothing
}

extension WorkerPool {
  /// Processes all clips of `queue` and reports skipped files.
  func run(_ queue: ClipQueue, deliver: (ClipPath, JobOutcome) throws -> Verdict) throws -> BatchEnd {
    let end = try run(interruption: .process, next: queue.step, deliver: deliver)
    if case .interrupted = end { return .interrupted }
    return queue.conclude()
  }
}
