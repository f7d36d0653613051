import Manifests
import Numerics

/// The training, validation and held-out clips of each run of a training.
public struct TrainingPlan: Sendable {
  /// One network to train.
  public struct Run: Sendable {
    /// The fold it is not trained on; nil for the network of all clips.
    public let fold: String?
    public let training: [Manifest.Row]
    /// Clips of other speakers, to select the epoch.
    public let validation: [Manifest.Row]
    /// The clips of the fold.
    public let heldOut: [Manifest.Row]

    /// The run's name in messages and checkpoints.
    public var name: String { fold.map { "fold \($0)" } ?? "all" }
  }

  /// The rows whose split is not `test`.
  public let rows: [Manifest.Row]
  /// In order of the folds' names; empty without folds.
  public let folds: [Run]
  /// The run whose network is kept.
  public let final: Run

  /// Makes the runs. A row without a fold in the fold column is used to train every network, and held out by none.
  /// Throws `TrainingError`, and `ManifestError.emptyCell` if other rows of the same speaker are in a fold.
  ///
  /// - Parameter seed: selects the validation speakers, and the folds if only their number is given.
  public init(_ manifest: Manifest, folding: Folding?, seed: UInt64) throws {
    rows = manifest.rows.filter { $0.split != "test" }
    if rows.isEmpty { throw TrainingError.onlyTestRows }
    guard let folding else {
      folds = []
      final = Self.run(nil, of: rows, heldOut: [], seed: seed)
      return
    }
    let names = try Self.foldNames(of: rows, folding, seed: seed)
    let pairs = Array(zip(rows, names))
    folds = Set(names.compactMap(\.self)).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }.map
    { name in
      Self.run(
        name,
        of: pairs.filter { $0.1 != name }.map(\.0),
        heldOut: pairs.filter { $0.1 == name }.map(\.0),
        seed: seed
      )
    }
    // The folds determine the number of epochs, so all clips can be used for training.
    let isSplit = rows.contains { $0.split == "valid" }
    final =
      isSplit
      ? Self.run(nil, of: rows, heldOut: [], seed: seed)
      : Run(fold: nil, training: rows, validation: [], heldOut: [])
  }

  /// Rows whose split is `valid` are for validation. If there are none, speakers without a split are drawn for it.
  private static func run(_ fold: String?, of rows: [Manifest.Row], heldOut: [Manifest.Row], seed: UInt64) -> Run {
    let valid = rows.filter { $0.split == "valid" }
    let parts =
      valid.isEmpty
      ? SpeakerSplit.validation(of: rows, seed: seed)
      : (training: rows.filter { $0.split != "valid" }, validation: valid)
    return Run(fold: fold, training: parts.training, validation: parts.validation, heldOut: heldOut)
  }

  /// Returns the fold of each row.
  private static func foldNames(of rows: [Manifest.Row], _ folding: Folding, seed: UInt64) throws -> [String?] {
    switch folding {
    case .count(let count):
      let speakers = Set(rows.map { SpeakerID($0) }).count
      if speakers < count { throw TrainingError.tooFewSpeakers(speakers, folds: count) }
      let folds = SpeakerSplit.folds(of: rows, count: count, seed: seed)
      return rows.map { "\(folds[SpeakerID($0)]! + 1)" }
    case .column(let column):
      let known = Set(rows.filter { $0.fold != nil }.map { SpeakerID($0) })
      if let row = rows.first(where: { $0.fold == nil && known.contains(SpeakerID($0)) }) {
        throw ManifestError.emptyCell(line: row.line, column: column)
      }
      if Set(rows.compactMap(\.fold)).count < 2 { throw TrainingError.oneFold(column: column) }
      return rows.map(\.fold)
    }
  }

  /// The speakers in more than one fold, as `corpus/speaker`, in order of their names.
  public var speakersInSeveralFolds: [String] {
    var folds: [SpeakerID: Int] = [:]
    for fold in self.folds {
      for speaker in Set(fold.heldOut.map { SpeakerID($0) }) { folds[speaker, default: 0] += 1 }
    }
    return folds.filter { $0.value > 1 }.keys.sorted().compactMap(\.name)
  }

  /// The speakers of the rows, as `corpus/speaker`, in order of their names.
  public var speakers: [String] {
    Set(rows.map { SpeakerID($0) }).sorted().compactMap(\.name)
  }
}

/// Splits clips by speaker. The same speakers and seed give the same split, in any order of the clips.
enum SpeakerSplit {
  /// One in this many speakers is held out for validation.
  private static let validationShare = 8

  /// Returns the rows for training, and for validation those of about an eighth of each corpus' speakers: at least one
  /// speaker overall, or none if there is only one. Speakers with split `train` stay in training.
  static func validation(
    of rows: [Manifest.Row],
    seed: UInt64
  ) -> (training: [Manifest.Row], validation: [Manifest.Row]) {
    let fixed = Set(rows.filter { $0.split == "train" }.map { SpeakerID($0) })
    let free = rows.filter { !fixed.contains(SpeakerID($0)) }
    let speakers = shuffled(Set(free.map { SpeakerID($0) }), seed: seed)
    guard !speakers.isEmpty, speakers.count + fixed.count > 1 else { return (rows, []) }
    let corpora = Dictionary(free.map { (SpeakerID($0), $0.corpus ?? "") }) { first, _ in first }
    var kept = Set(
      Dictionary(grouping: speakers) { corpora[$0]! }.flatMap { _, members in
        members.prefix(Int((Double(members.count) / Double(validationShare)).rounded()))
      }
    )
    if kept.isEmpty { kept = [speakers[0]] }
    return (rows.filter { !kept.contains(SpeakerID($0)) }, rows.filter { kept.contains(SpeakerID($0)) })
  }

  /// Returns the fold of every speaker, from 0, with about the same number of clips per fold: speakers with the most
  /// clips go first, each into the smallest fold.
  static func folds(of rows: [Manifest.Row], count: Int, seed: UInt64) -> [SpeakerID: Int] {
    let clips = Dictionary(grouping: rows) { SpeakerID($0) }.mapValues(\.count)
    var sizes = [Int](repeating: 0, count: count)
    var folds: [SpeakerID: Int] = [:]
    let ordered = shuffled(Set(clips.keys), seed: seed).enumerated().sorted {
      (-clips[$0.element]!, $0.offset) < (-clips[$1.element]!, $1.offset)
    }
    for (_, speaker) in ordered {
      let fold = sizes.firstIndex(of: sizes.min()!)!
      folds[speaker] = fold
      sizes[fold] += clips[speaker]!
    }
    return folds
  }

  private static func shuffled(_ speakers: Set<SpeakerID>, seed: UInt64) -> [SpeakerID] {
    var generator = SplitMix64(seed: seed)
    var speakers = speakers.sorted()
    for index in speakers.indices.dropFirst().reversed() { speakers.swapAt(index, generator.below(index + 1)) }
    return speakers
  }
}

/// Why a training cannot start.
public enum TrainingError: Error, Equatable {
  /// Every row's split is `test`.
  case onlyTestRows
  /// There are fewer speakers than folds.
  case tooFewSpeakers(Int, folds: Int)
  /// The fold column has only one value, which leaves nothing to train on.
  case oneFold(column: String)
  /// A run has no clip to train on.
  case noTrainingClips(run: String)
}

extension TrainingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .onlyTestRows: "there is no row to learn from: the split of all is test"
    case .tooFewSpeakers(let speakers, let folds):
      "cannot split \(speakers) speaker\(speakers == 1 ? "" : "s") into \(folds) folds"
    case .oneFold(let column): "column \(column) has one value only, folds need two or more"
    case .noTrainingClips(let run): "\(run): no clip is left to learn from"
    }
  }
}
