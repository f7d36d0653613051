import Numerics

/// Splits clips so that nobody is on both sides. The same people and the same seed give the same split, in whatever order
/// the clips come.
enum PeopleSplit {
  /// One person in so many is kept for validation.
  private static let validationShare = 8

  /// Rows to learn from, and those of about an eighth of the people, at least of one; of a single person none.
  static func validation(
    of rows: [Manifest.Row],
    seed: UInt64
  ) -> (training: [Manifest.Row], validation: [Manifest.Row]) {
    let people = shuffled(Set(rows.map { Person($0) }), seed: seed)
    guard people.count > 1 else { return (rows, []) }
    let count = max(1, Int((Double(people.count) / Double(validationShare)).rounded()))
    let kept = Set(people.prefix(count))
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
