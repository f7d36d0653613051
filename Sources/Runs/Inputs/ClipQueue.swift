import Batch
import Logging
import Media
import Recognition
import Reporting
import System

/// What a command's words name as its clips.
public struct ClipInputs: Sendable {
  /// Clips, directories, or `-` for paths on standard input.
  public var paths: [ClipPath]
  /// What ends each path on standard input.
  public var separator: InputDiscovery.ListSeparator

  public init(_ paths: [ClipPath], separator: InputDiscovery.ListSeparator = .newline) {
    (self.paths, self.separator) = (paths, separator)
  }

  /// The clip, when the inputs are just one and no directory.
  public var onlyClip: ClipPath? {
    guard paths.count == 1, paths[0] != ClipPath("-") else { return nil }
    return FileStatus(of: paths[0])?.kind == .directory ? nil : paths[0]
  }
}

/// The clips that a run works on, found as they are asked for: those that the inputs name, less what others do or what is
/// recorded already.
final class ClipQueue {
  private(set) var filter: ClipFilter
  private let discovery: InputDiscovery
  private let logger: Logger
  /// Clips that were found ahead of time.
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

  /// Passes over the clips that `earlier` records and returns those that are to be worked on again, whose rows are to go.
  /// Which those are is known when all inputs are read; where there are none, they are read as they come. Nil when
  /// interrupted.
  ///
  /// - Parameter isComplete: whether what lies beside a clip that is recorded is there.
  func resume(_ earlier: EarlierRecords, scope: ResumeScope, isComplete: (ClipPath) -> Bool) -> Set<ClipPath>? {
    let whole = scope == .nothing ? [:] : earlier.clips.filter { Self.holds($0, $1) && isComplete($0) }
    var recorded = whole.mapValues(\.count)
    if scope == .clips(hasRowPerChannel: true), let last = earlier.lastPath { recorded[last] = nil }
    var again: Set<ClipPath> = []
    if recorded.count < earlier.clips.count || scope == .speakers {
      guard let clips = list() else { return nil }
      if scope == .speakers { recorded = completeSpeakers(of: clips, recorded) }
      again = Set(clips).filter { recorded[$0] == nil }
    }
    filter.passOver(recorded)
    return again
  }

  /// Whether a clip's rows are all results, and of the file that is there now.
  private static func holds(_ path: ClipPath, _ clip: EarlierRecords.Clip) -> Bool {
    guard clip.isOK, clip.count > 0, let bytes = clip.bytes, let modified = clip.modified else { return false }
    let file = ClipFile(statusOf: path)
    return file.bytes == bytes && file.modified == modified
  }

  /// What is left of `recorded` without the clips of speakers of whom a clip is missing.
  private func completeSpeakers(of clips: [ClipPath], _ recorded: [ClipPath: Int]) -> [ClipPath: Int] {
    let wanted = Dictionary(clips.map { ($0, 1) }, uniquingKeysWith: +)
    let speakers = Dictionary(grouping: wanted.keys) { filter.names?.speaker(of: $0) }
    var left = recorded
    for (speaker, paths) in speakers where speaker != nil {
      guard paths.contains(where: { recorded[$0, default: 0] < wanted[$0]! }) else { continue }
      for path in paths { left[path] = nil }
    }
    return left
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

/// How much of what is recorded still holds.
enum ResumeScope: Equatable {
  /// Each clip by itself; with `hasRowPerChannel` the last one may lack rows.
  case clips(hasRowPerChannel: Bool)
  /// A speaker's clips, which are scored together, or none of them.
  case speakers
  /// None: the clips are to tell together what their speakers are like.
  case nothing
}

extension WorkerPool {
  /// Works on all clips of `supply` and tells what was passed over.
  func run(_ supply: ClipQueue, deliver: (ClipPath, JobOutcome) throws -> Verdict) throws -> BatchEnd {
    let end = try run(interruption: .process, next: supply.step, deliver: deliver)
    if case .interrupted = end { return .interrupted }
    return supply.conclude()
  }
}
