import Manifests
import Numerics

/// Splits clips so that nobody is on both sides. The same people and the same seed give the same split, in whatever order
/// the clips come.
enum PeopleSplit {
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
