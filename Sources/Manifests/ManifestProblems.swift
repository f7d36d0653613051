/// Everything that is wrong with a manifest.
public struct ManifestProblems: Error, Equatable {
  /// How many problems are kept.
  public static let maxShown = 20

  /// The first ones, in order of their lines.
  public private(set) var shown: [ManifestError] = []
  /// The number of all problems.
  public private(set) var count = 0

  init(_ problems: ManifestError...) {
    for problem in problems { add(problem) }
  }

  var isEmpty: Bool { count == 0 }

  mutating func add(_ problem: ManifestError) {
    if shown.count < Self.maxShown { shown.append(problem) }
    count += 1
  }

  mutating func add(_ others: ManifestProblems) {
    for problem in others.shown { add(problem) }
    count += others.count - others.shown.count
  }
}

extension ManifestProblems: CustomStringConvertible {
  /// One line for each of the first problems, and one for the rest.
  public var lines: [String] {
    shown.map(\.description) + (count > shown.count ? ["and \(count - shown.count) more"] : [])
  }

  public var description: String { lines.joined(separator: "\n") }
}
