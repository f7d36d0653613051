import Manifests

/// Counts the clips of each speaker, to warn of rules that cannot give useful baselines.
struct SpeakerCounts {
  private var clips: [String: Int] = [:]
  private var namelessCount = 0

  init() {}

  /// Counts the rows of a manifest by their speakers.
  init(_ rows: [Manifest.Row]) {
    for row in rows { add(SpeakerID(row).name) }
  }

  /// Counts a clip; `speaker` is nil if it has none.
  mutating func add(_ speaker: String?) {
    if let speaker { clips[speaker, default: 0] += 1 } else { namelessCount += 1 }
  }

  /// A single clip gives no warning: nothing about it shows what the others would be.
  var warnings: [String] {
    let count = clips.values.reduce(0, +)
    guard count + namelessCount > 1 else { return [] }
    if count == 0 { return ["no clip has a speaker: nothing is scored against a baseline"] }
    if clips.count == 1, count > 1, let speaker = clips.keys.first {
      return [
        "all \(count) clips are taken for one speaker, \(speaker); if several people speak in them, the baseline is of no use"
      ]
    }
    if clips.count == count, count > 1 {
      return ["each of the \(count) clips has a speaker of its own; a baseline from one clip is worth little"]
    }
    return []
  }
}
