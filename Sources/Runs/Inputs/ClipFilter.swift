import Batch
import Foundation
import Recognition
import System

/// Which of the clips that the inputs name are this run's.
struct ClipFilter {
  /// Only this part of them, if one was asked for.
  let shard: Shard?
  /// How the clips' speakers are named, where they have names: then a speaker's clips are all in one part.
  let names: SpeakerNames?
  /// How often a clip is recorded already, if it is.
  private(set) var recorded: [ClipPath: Int] = [:]
  /// Clips passed over because they are recorded.
  private(set) var recordedCount = 0

  /// What becomes of a clip.
  enum Verdict {
    case taken
    case otherShard
    case recorded
  }

  init(shard: Shard? = nil, names: SpeakerNames? = nil) {
    self.shard = shard
    self.names = names
  }

  mutating func judge(_ path: ClipPath) -> Verdict {
    if let shard, !shard.contains(speakerBytes(of: path) ?? path.bytes) { return .otherShard }
    guard let count = recorded[path], count > 0 else { return .taken }
    recorded[path] = count - 1
    recordedCount += 1
    return .recorded
  }

  /// The same for all spellings of a name that are equal as texts, and so are one speaker's.
  private func speakerBytes(of path: ClipPath) -> [UInt8]? {
    names?.speaker(of: path).map { Array($0.precomposedStringWithCanonicalMapping.utf8) }
  }

  /// From now on these are passed over, each as often as it is recorded.
  mutating func passOver(_ recorded: [ClipPath: Int]) {
    self.recorded = recorded
  }
}
