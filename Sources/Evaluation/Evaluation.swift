import Emotion
import Manifests
import Records

/// The scores of every corpus and head.
public struct Evaluation: Equatable, Sendable {
  /// A group of clips that are scored together.
  public struct Corpus: Equatable, Sendable {
    /// Empty for the clips whose corpus is not named.
    public let name: String
    public let scores: [ScoredHead: Score]
  }

  /// In the order of their names.
  public let corpora: [Corpus]

  public init(_ records: [LabelledRecord]) {
    corpora = Dictionary(grouping: records) { $0.corpus ?? "" }
      .sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
      .map { name, records in
        let scores = ScoredHead.allCases.map { ($0, Score(records, head: $0)) }
        return Corpus(name: name, scores: Dictionary(uniqueKeysWithValues: scores))
      }
  }
}

/// What the recognizer said of a clip, beside what the clip expresses.
public struct LabelledRecord: Sendable {
  public var truth: EmotionLabel
  public var corpus: String?
  public var speaker: String?
  /// With probabilities to as many decimals as records have. Nil when there is none, which counts as a failure.
  public var record: ClipRecord?

  public init(truth: EmotionLabel, corpus: String? = nil, speaker: String? = nil, record: ClipRecord?) {
    self.truth = truth
    self.corpus = corpus
    self.speaker = speaker
    self.record = record
  }

  public init(_ row: Manifest.Row, record: ClipRecord?) {
    self.init(truth: row.emotion, corpus: row.corpus, speaker: row.speaker, record: record)
  }
}

/// What one head said of a clip, among the labels of its corpus.
struct ScoredClip {
  let speaker: String?
  /// Index of the label that the clip has.
  let truth: Int
  /// One for each label, summing to 1; nil when the head says nothing of the clip.
  let probabilities: [Double]?
  /// Index of the most probable label, the first of equals; nil without probabilities.
  let said: Int?

  /// The other classes' probabilities are dropped and the rest renormalised.
  init(_ labelled: LabelledRecord, head: ScoredHead, labels: [EmotionLabel]) {
    speaker = labelled.speaker
    truth = labels.firstIndex(of: labelled.truth)!
    let kept = labelled.record?.probabilities(of: head).map { said in labels.map { said[$0] ?? 0 } } ?? []
    let sum = kept.reduce(0, +)
    guard sum > 0, sum.isFinite else {
      (probabilities, said) = (nil, nil)
      return
    }
    let shares = kept.map { $0 / sum }
    probabilities = shares
    said = shares.firstIndex(of: shares.max()!)
  }
}

/// A part of the recognizer that says something about a clip by itself.
public enum ScoredHead: String, CaseIterable, Sendable {
  /// Voice and face together.
  case fused
  case voice
  case face
}

extension ClipRecord {
  /// What a head says of the clip; nil when it says nothing, or the clip failed.
  func probabilities(of head: ScoredHead) -> Probabilities? {
    switch head {
    case .fused: analysis?.probabilities
    case .voice: analysis?.voice?.probabilities
    case .face: analysis?.face?.probabilities
    }
  }
}
