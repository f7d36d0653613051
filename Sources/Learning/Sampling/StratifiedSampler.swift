import Emotion
import Fusion
import Numerics

/// The windows of clips, sorted by corpus and label, to be drawn from.
struct StratifiedSampler {
  private struct Clip {
    let corpus: String
    let windows: [AlignedWindow]
    let degraded: [AlignedWindow]
    let target: EmotionTarget
    let person: String?
  }

  private struct Corpus {
    /// √ of the number of clips, added to those of the corpora before.
    let weightUpToHere: Double
    /// Of each label that occurs the clips, each with its windows.
    let clips: [[Clip]]
  }

  /// How often the worse recording of a clip is drawn.
  private let degradedShare: Double
  private let corpora: [Corpus]
  /// The same over all corpora, by label.
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
        person: clip.person
      )
    }.filter { !$0.windows.isEmpty }
    let grouped = Dictionary(grouping: usable, by: \.corpus).sorted { $0.key < $1.key }
    var sum = 0.0
    corpora = grouped.map { _, members in
      sum += Double(members.count).squareRoot()
      let labels = EmotionLabel.allCases.map { label in members.filter { $0.target.label == label } }
      return Corpus(weightUpToHere: sum, clips: labels.filter { !$0.isEmpty })
    }
    byLabel = Dictionary(grouping: usable, by: \.target.label)
  }

  var isEmpty: Bool { corpora.isEmpty }

  /// A window; nil where there is none.
  func draw(using generator: inout SplitMix64) -> BatchSampler.Example? {
    guard let total = corpora.last?.weightUpToHere else { return nil }
    let place = generator.uniform() * total
    let corpus = corpora.first { place < $0.weightUpToHere } ?? corpora[corpora.count - 1]
    return draw(from: corpus.clips[generator.below(corpus.clips.count)], using: &generator)
  }

  /// A window of that label; nil where there is none.
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
      window: windows[generator.below(windows.count)],
      target: clip.target,
      speaker: clip.person,
      seen: clip.person
    )
  }
}
