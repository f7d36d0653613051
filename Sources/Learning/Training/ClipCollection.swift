import Manifests

/// What was heard and seen of a manifest's clips, to be found by their rows.
///
/// Unchecked: the windows' numbers are only read, by as many threads as like.
public struct ClipCollection: @unchecked Sendable {
  private let clips: [Int: TrainingClip]

  /// - Parameters:
  ///   - rows: the clips that there are. The labels that occur in a corpus are those that its clips were chosen among.
  ///   - windows: what was heard and seen of a row's clip, as it is and in a worse recording; what it throws ends the collecting.
  public init(
    _ rows: [Manifest.Row],
    windows: (Manifest.Row) throws -> (windows: [WeighedWindow], spoiled: [WeighedWindow])
  ) rethrows {
    let labels = Dictionary(grouping: rows) { $0.corpus ?? "" }.mapValues { Set($0.map(\.emotion)) }
    var clips: [Int: TrainingClip] = [:]
    for row in rows {
      let corpus = row.corpus ?? ""
      let target = EmotionTarget(row.emotion, among: labels[corpus]!)
      let found = try windows(row)
      clips[row.line] = TrainingClip(
        windows: found.windows,
        spoiled: found.spoiled,
        target: target,
        corpus: corpus,
        person: Person(row).name
      )
    }
    self.clips = clips
  }

  /// The clips of those rows that are there, in the order of the rows.
  func clips(of rows: [Manifest.Row]) -> [TrainingClip] {
    rows.compactMap { clips[$0.line] }
  }
}
