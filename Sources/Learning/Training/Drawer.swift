import Fusion
import Numerics

/// The windows of clips, sorted by corpus and label, to be drawn from.
struct Drawer {
  private struct Clip {
    let corpus: String
    let windows: [AlignedWindow]
    let target: EmotionTarget
    let person: String?
  }

  private struct Corpus {
    /// √ of the number of clips, added to those of the corpora before.
    let weightUpToHere: Double
    /// Of each label that occurs the clips, each with its windows.
    let clips: [[Clip]]
  }

  private let corpora: [Corpus]
  /// The same over all corpora, by label.
  private let byLabel: [EmotionLabel: [Clip]]

  init(_ clips: [TrainingClip], windows: (TrainingClip) -> [AlignedWindow]) {
    let usable = clips.map {
      Clip(corpus: $0.corpus, windows: windows($0), target: $0.target, person: $0.person)
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
  func draw(using generator: inout SplitMix64) -> ExampleSampler.Example? {
    guard let total = corpora.last?.weightUpToHere else { return nil }
    let place = generator.uniform() * total
    let corpus = corpora.first { place < $0.weightUpToHere } ?? corpora[corpora.count - 1]
    return draw(from: corpus.clips[generator.below(corpus.clips.count)], using: &generator)
  }

  /// A window of that label; nil where there is none.
  func draw(labelled label: EmotionLabel, using generator: inout SplitMix64) -> ExampleSampler.Example? {
    byLabel[label].map { draw(from: $0, using: &generator) }
  }

  private func draw(
    from clips: [Clip],
    using generator: inout SplitMix64
  ) -> ExampleSampler.Example {
    let clip = clips[generator.below(clips.count)]
    return ExampleSampler.Example(
      window: clip.windows[generator.below(clip.windows.count)],
      target: clip.target,
      speaker: clip.person,
      seen: clip.person
    )
  }
}
