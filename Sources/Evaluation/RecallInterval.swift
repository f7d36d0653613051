/// The 95 % bootstrap interval of UAR, resampling speakers, or clips if there are fewer than four speakers.
enum RecallInterval {
  private static let resamplings = 1_000

  /// Clips that are resampled together.
  private struct Group {
    /// Counts per label.
    var clips: [Int]
    var hits: [Int]

    init(labelCount: Int) {
      clips = [Int](repeating: 0, count: labelCount)
      hits = clips
    }

    mutating func add(_ clip: ScoredClip) {
      clips[clip.truth] += 1
      if clip.predicted == clip.truth { hits[clip.truth] += 1 }
    }
  }

  /// Returns the ends of the interval. The random draws are fixed.
  static func of(_ clips: [ScoredClip], labelCount: Int) -> (low: Double, high: Double) {
    let groups = groups(clips, labelCount: labelCount)
    var generator = MersenneTwister(seed: 0)
    let recalls = (0..<resamplings).map { _ -> Double in
      var sum = Group(labelCount: labelCount)
      for _ in groups {
        let drawn = groups[Int(generator.uniform() * Double(groups.count))]
        for label in 0..<labelCount {
          sum.clips[label] += drawn.clips[label]
          sum.hits[label] += drawn.hits[label]
        }
      }
      return recall(sum)
    }.sorted()
    return (recalls[resamplings / 40], recalls[resamplings - resamplings / 40 - 1])
  }

  /// Groups clips by speaker, in order of the speakers' names. A clip without a speaker is a group of its own.
  private static func groups(_ clips: [ScoredClip], labelCount: Int) -> [Group] {
    var groups: [String: Group] = [:]
    for (index, clip) in clips.enumerated() {
      let name = clip.speaker ?? "clip \(index)"
      groups[name, default: Group(labelCount: labelCount)].add(clip)
    }
    if groups.count >= 4 {
      return groups.keys.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }.map { groups[$0]! }
    }
    return clips.map { clip in
      var group = Group(labelCount: labelCount)
      group.add(clip)
      return group
    }
  }

  /// Returns the UAR over the labels drawn.
  private static func recall(_ group: Group) -> Double {
    var (sum, count) = (0.0, 0)
    for (clips, hits) in zip(group.clips, group.hits) where clips > 0 {
      sum += Double(hits) / Double(clips)
      count += 1
    }
    return sum / Double(count)
  }
}
