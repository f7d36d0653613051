import Manifests
import Numerics

/// Which clips each run of a training learns from, is watched on and is tried on.
public struct TrainingPlan: Sendable {
  /// One network to train.
  public struct Run: Sendable {
    /// The fold that it does not know; nil for the network of all clips.
    public let fold: String?
    public let training: [Manifest.Row]
    /// Of other people, to choose the epoch by.
    public let validation: [Manifest.Row]
    /// The clips of the fold.
    public let heldOut: [Manifest.Row]

    /// For people, and for a checkpoint.
    public var name: String { fold.map { "fold \($0)" } ?? "all" }
  }

  /// The rows whose split is not `test`.
  public let rows: [Manifest.Row]
  /// In the order of the folds' names; empty without folds.
  public let folds: [Run]
  /// The network that is kept.
  public let final: Run

  /// A row in no fold of a column is learnt from by every network and tried by none. Throws `TrainingError`, and
  /// `ManifestError.emptyCell` where other rows of the same person are in a fold.
  ///
  /// - Parameter seed: chooses the people for validation, and the folds where they are only counted.
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
    // The folds say how long it pays to learn, so that nobody need be kept out.
    let isSplit = rows.contains { $0.split == "valid" }
    final =
      isSplit
      ? Self.run(nil, of: rows, heldOut: [], seed: seed)
      : Run(fold: nil, training: rows, validation: [], heldOut: [])
  }

  /// Rows whose split is `valid` are for validation; where there are none, those of some of the people of whom the split
  /// says nothing.
  private static func run(_ fold: String?, of rows: [Manifest.Row], heldOut: [Manifest.Row], seed: UInt64) -> Run {
    let valid = rows.filter { $0.split == "valid" }
    let parts =
      valid.isEmpty
      ? SpeakerSplit.validation(of: rows, seed: seed)
      : (training: rows.filter { $0.split != "valid" }, validation: valid)
    return Run(fold: fold, training: parts.training, validation: parts.validation, heldOut: heldOut)
  }

  /// The fold of each row.
  private static func foldNames(of rows: [Manifest.Row], _ folding: Folding, seed: UInt64) throws -> [String?] {
    switch folding {
    case .count(let count):
      let people = Set(rows.map { Person($0) }).count
      if people < count { throw TrainingError.tooFewPeople(people, folds: count) }
      let folds = SpeakerSplit.folds(of: rows, count: count, seed: seed)
      return rows.map { "\(folds[Person($0)]! + 1)" }
    case .column(let column):
      let known = Set(rows.filter { $0.fold != nil }.map { Person($0) })
      if let row = rows.first(where: { $0.fold == nil && known.contains(Person($0)) }) {
        throw ManifestError.emptyCell(line: row.line, column: column)
      }
      if Set(rows.compactMap(\.fold)).count < 2 { throw TrainingError.oneFold(column: column) }
      return rows.map(\.fold)
    }
  }

  /// The people who are in more than one fold, `corpus/speaker`, in the order of their names.
  public var peopleInSeveralFolds: [String] {
    var folds: [Person: Int] = [:]
    for fold in self.folds { for person in Set(fold.heldOut.map { Person($0) }) { folds[person, default: 0] += 1 } }
    return folds.filter { $0.value > 1 }.keys.sorted().compactMap(\.name)
  }

  /// The people of the rows, `corpus/speaker`, in the order of their names.
  public var people: [String] {
    Set(rows.map { Person($0) }).sorted().compactMap(\.name)
  }
}

/// Splits clips so that nobody is on both sides. The same people and the same seed give the same split, in whatever order
/// the clips come.
enum SpeakerSplit {
  /// One person in so many is kept for validation.
  private static let validationShare = 8

  /// Rows to learn from, and those of about an eighth of each corpus' people, at least of one in all; of a single person
  /// none. Whose split is `train` is learnt from.
  static func validation(
    of rows: [Manifest.Row],
    seed: UInt64
  ) -> (training: [Manifest.Row], validation: [Manifest.Row]) {
    let fixed = Set(rows.filter { $0.split == "train" }.map { Person($0) })
    let free = rows.filter { !fixed.contains(Person($0)) }
    let people = shuffled(Set(free.map { Person($0) }), seed: seed)
    guard !people.isEmpty, people.count + fixed.count > 1 else { return (rows, []) }
    let corpora = Dictionary(free.map { (Person($0), $0.corpus ?? "") }) { first, _ in first }
    var kept = Set(
      Dictionary(grouping: people) { corpora[$0]! }.flatMap { _, members in
        members.prefix(Int((Double(members.count) / Double(validationShare)).rounded()))
      }
    )
    if kept.isEmpty { kept = [people[0]] }
    return (rows.filter { !kept.contains(Person($0)) }, rows.filter { kept.contains(Person($0)) })
  }

  /// The fold of every person, from 0, so that the folds have about the same number of clips: those with the most clips are
  /// placed first, each where there are the fewest.
  static func folds(of rows: [Manifest.Row], count: Int, seed: UInt64) -> [Person: Int] {
    let clips = Dictionary(grouping: rows) { Person($0) }.mapValues(\.count)
    var sizes = [Int](repeating: 0, count: count)
    var folds: [Person: Int] = [:]
    let places = shuffled(Set(clips.keys), seed: seed).enumerated().sorted {
      (-clips[$0.element]!, $0.offset) < (-clips[$1.element]!, $1.offset)
    }
    for (_, person) in places {
      let fold = sizes.firstIndex(of: sizes.min()!)!
      folds[person] = fold
      sizes[fold] += clips[person]!
    }
    return folds
  }

  private static func shuffled(_ people: Set<Person>, seed: UInt64) -> [Person] {
    var generator = SplitMix64(seed: seed)
    var people = people.sorted()
    for index in people.indices.dropFirst().reversed() { people.swapAt(index, generator.below(index + 1)) }
    return people
  }
}

/// Why there is nothing to train.
public enum TrainingError: Error, Equatable {
  /// Every row's split is `test`.
  case onlyTestRows
  /// There are fewer people than folds.
  case tooFewPeople(Int, folds: Int)
  /// A column has one value only, so that nothing is left to learn from without it.
  case oneFold(column: String)
  /// No clip of a run can be learnt from.
  case nothingToLearn(run: String)
}

extension TrainingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .onlyTestRows: "there is no row to learn from: the split of all is test"
    case .tooFewPeople(let people, let folds):
      "\(people) \(people == 1 ? "person" : "people") cannot be put into \(folds) folds"
    case .oneFold(let column): "column \(column) has one value only, folds need two or more"
    case .nothingToLearn(let run): "\(run): no clip is left to learn from"
    }
  }
}
