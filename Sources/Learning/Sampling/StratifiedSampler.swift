import Emotion
import Fusion
import Numerics

/// Draws windows of clips, stratified by corpus and label.
struct StratifiedSampler {
  private struct Clip {
    let corpus: String
    let windows: [WeightedWindow]
    let degraded: [WeightedWindow]
    let target: EmotionTarget
    let speaker: String?
  }

  private struct Corpus {
    /// Cumulative weight: √ of the number of clips, plus the weights of the preceding corpora.
    let cumulativeWeight: Double
    /// The clips of each label that occurs.
    let clips: [[Clip]]
  }

  /// The probability of drawing a clip's degraded recording.
  private let degradedShare: Double
  private let corpora: [Corpus]
  /// The clips of all corpora, by label.
  private let byLabel: [EmotionLabel: [Clip]]

  init(_ clips: [TrainingClip], _ use: TrainingClip.Use, degradedShare: Double) {
    self.degradedShare = degradedShare
    let usable = clips.map { clip in
      let windows = clip.windows(use)
      return Clip(
        corpus: clip.corpus,
        windows: windows.clean,
        degraded: windows.degraded,
        target: clip.target,
        speaker: clip.speaker
      )
    }.filter { !$0.windows.isEmpty }
    let grouped = Dictionary(grouping: usable, by: \.corpus).sorted { $0.key < $1.key }
    var sum = 0.0
    corpora = grouped.map { _, members in
      sum += Double(members.count).squareRoot()
      let labels = EmotionLabel.allCases.map { label in members.filter { $0.target.label == label } }
      return Corpus(cumulativeWeight: sum, clips: labels.filter { !$0.isEmpty })
    }
    byLabel = Dictionary(grouping: usable, by: \.target.label)
  }

  var isEmpty: Bool { corpora.isEmpty }

  /// Draws a window; nil if there is none.
  func draw(using generator: inout SplitMix64) -> BatchSampler.Example? {
    guard let total = corpora.last?.cumulativeWeight else { return nil }
    let threshold = generator.uniform() * total
    let corpus = corpora.first { threshold < $0.cumulativeWeight } ?? corpora[corpora.count - 1]
    return draw(from: corpus.clips[generator.below(corpus.clips.count)], using: &generator)
  }

  /// Draws a window with this label; nil if there is none.
  func draw(labelled label: EmotionLabel, using generator: inout SplitMix64) -> BatchSampler.Example? {
    byLabel[label].map { draw(from: $0, using: &generator) }
  }

  private func draw(
    from clips: [Clip],
    using generator: inout SplitMix64
  ) -> BatchSampler.Example {
    let clip = clips[generator.below(clips.count)]
    let isDegraded = !clip.degraded.isEmpty && generator.uniform() < degradedShare
    let windows = isDegraded ? clip.degraded : clip.windows
    return BatchSampler.Example(
      window: windows[generator.below(windows.count)].aligned,
      target: clip.target,
      voiceSpeaker: clip.speaker,
      faceSpeaker: clip.speaker
    )
  }
}
