import Logging
import System

/// Folders of one name that stand for one speaker but are not the same.
struct SpeakerFolders {
  private var first: [String: ClipPath] = [:]
  private var others: [String: ClipPath] = [:]

  mutating func add(_ clip: ClipPath, of speaker: String) {
    let folder = ClipPath(bytes: clip.bytes[..<(clip.bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0)])
    if let known = first[speaker] {
      if known != folder { others[speaker] = folder }
    } else {
      first[speaker] = folder
    }
  }

  func warn(_ logger: Logger) {
    for (speaker, other) in others.sorted(by: { $0.key < $1.key }).prefix(3) {
      logger.warning("the clips in \(first[speaker]!) and \(other) are taken for those of one speaker, \(speaker)")
    }
  }
}
