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
