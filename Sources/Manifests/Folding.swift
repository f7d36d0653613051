/// How clips are put into folds.
public enum Folding: Equatable, Sendable {
  /// So many folds of different people.
  case count(Int)
  /// What a column of the manifest says.
  case column(String)

  /// A whole number is a count of folds, anything else a column; nil for what is neither.
  public init?(_ text: String) {
    if let count = Int(text) {
      guard count >= 2 else { return nil }
      self = .count(count)
    } else if text.isEmpty {
      return nil
    } else {
      self = .column(text)
    }
  }

  /// The column of the manifest, where it is one.
  public var column: String? {
    if case .column(let name) = self { name } else { nil }
  }
}

extension Folding: CustomStringConvertible {
  public var description: String {
    switch self {
    case .count(let count): "\(count)"
    case .column(let name): name
    }
  }
}

/// Somebody whose clips must not be on both sides of a split: a corpus and a speaker; of a clip without speaker nobody else.
public struct Person: Hashable, Sendable, Comparable {
  /// `corpus/speaker`, as a model names whom it was trained on; nil for a clip without speaker.
  public let name: String?
  /// Of the clip without speaker.
  private let line: Int

  public init(_ row: Manifest.Row) {
    name = row.speaker.map { "\(row.corpus ?? "")/\($0)" }
    line = row.speaker == nil ? row.line : 0
  }

  /// By name, those without one at the end in the order of their lines.
  public static func < (one: Person, other: Person) -> Bool {
    switch (one.name, other.name) {
    case (let one?, let other?): one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars)
    case (_?, nil): true
    case (nil, _?): false
    case (nil, nil): one.line < other.line
    }
  }
}
