import Recognition
import Reporting
import System

/// How much of what is recorded still holds.
enum ResumeScope: Equatable {
  /// Each clip by itself; with `hasRowPerChannel` the last one may lack rows.
  case clips(hasRowPerChannel: Bool)
  /// A speaker's clips, which are scored together, or none of them.
  case speakers
  /// None: the clips are to tell together what their speakers are like.
  case nothing
}

extension ClipSupply {
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
}
