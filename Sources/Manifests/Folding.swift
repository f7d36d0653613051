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
