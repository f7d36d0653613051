import Batch
import Foundation
import Recognition
import System

/// Selects this run's clips from the clips found.
struct ClipFilter {
  /// The part to select, or nil for all.
  let shard: Shard?
  /// Names the clips' speakers, if any. A speaker's clips are then all in the same part.
  let names: SpeakerNames?
  /// How often each recorded clip is recorded.
  private(set) var recorded: [ClipPath: Int] = [:]
  /// The number of clips skipped because they are recorded.
  private(set) var recordedCount = 0

  /// The decision about a clip.
  enum Verdict {
    case taken
    case otherShard
    case recorded
  }

  init(shard: Shard? = nil, names: SpeakerNames? = nil) {
    self.shard = shard
    self.names = names
  }

  mutating func verdict(for path: ClipPath) -> Verdict {
    if let shard, !shard.contains(speakerBytes(of: path) ?? path.bytes) { return .otherShard }
    guard let count = recorded[path], count > 0 else { return .taken }
    recorded[path] = count - 1
    recordedCount += 1
    return .recorded
  }

  /// Returns the same bytes for all canonically equivalent spellings of a speaker's name.
  private func speakerBytes(of path: ClipPath) -> [UInt8]? {
    names?.speaker(of: path).map { Array($0.precomposedStringWithCanonicalMapping.utf8) }
  }

  /// Skips these clips from now on, each as often as it is recorded.
  mutating func skip(_ recorded: [ClipPath: Int]) {
    self.recorded = recorded
  }
}
