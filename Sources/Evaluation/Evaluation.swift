import Emotion
import Manifests
import Records

/// Scores by corpus and head.
public struct Evaluation: Equatable, Sendable {
  /// Clips that are scored together.
  public struct Corpus: Equatable, Sendable {
    /// Empty for clips without a corpus.
    public let name: String
    public let scores: [ScoredHead: Score]
  }

  /// In order of their names.
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

/// A clip's label, with the recognizer's record.
public struct LabelledRecord: Sendable {
  public var truth: EmotionLabel
  public var corpus: String?
  public var speaker: String?
  /// With probabilities rounded as in written records. Nil if there is no record, which counts as a failure.
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

/// One head's prediction for a clip, restricted to the labels of its corpus.
struct ScoredClip {
  let speaker: String?
  /// Index of the true label.
  let truth: Int
  /// One per label, with sum 1; nil if the head has no prediction.
  let probabilities: [Double]?
  /// Index of the most probable label, the first one in a tie; nil without probabilities.
  let predicted: Int?

  /// Drops the probabilities of other labels and renormalizes the rest.
  init(_ labelled: LabelledRecord, head: ScoredHead, labels: [EmotionLabel]) {
    speaker = labelled.speaker
    truth = labels.firstIndex(of: labelled.truth)!
    let kept = labelled.record?.probabilities(of: head).map { predicted in labels.map { predicted[$0] ?? 0 } } ?? []
    let sum = kept.reduce(0, +)
    guard sum > 0, sum.isFinite else {
      (probabilities, predicted) = (nil, nil)
      return
    }
    let shares = kept.map { $0 / sum }
    probabilities = shares
    predicted = shares.firstIndex(of: shares.max()!)
  }
}

/// A prediction of the recognizer that is scored separately.
public enum ScoredHead: String, CaseIterable, Sendable {
  /// Voice and face together.
  case fused
  case voice
  case face
}

extension ClipRecord {
  /// Returns a head's prediction; nil if it has none or the clip failed.
  func probabilities(of head: ScoredHead) -> Probabilities? {
    switch head {
    case .fused: analysis?.probabilities
    case .voice: analysis?.voice?.probabilities
    case .face: analysis?.face?.probabilities
    }
  }
}
