/// One key of a row of features: a number, or several that belong together.
///
/// A row's values come in the order of the columns. In CSV every value has a column of its own; as JSON Lines points
/// are a list of pairs and a group is an object.
public enum FeatureColumn: Equatable, Sendable {
  /// One number; with `decimals` (0…9) it is written to at most so many places, without as short as it reads back.
  case number(String, decimals: Int? = nil)

  /// So many points of a picture: first every x, then every y (`x_0 … x_67, y_0 … y_67`), or as JSON under a name
  /// `[[x, y], …]`. A frame without them has `null` there.
  case points(String, count: Int, decimals: Int? = nil)

  /// Numbers under names of their own, or as JSON an object of these names.
  case group(String, [String], decimals: Int? = nil)

  /// So many numbers (`name_0 … name_n`), or as JSON a list under the name. A frame without them has `null` there.
  case list(String, count: Int, decimals: Int? = nil)

  /// The names of the CSV columns.
  public var csvNames: [String] {
    switch self {
    case .number(let name, _): [name]
    case .points(_, let count, _): (0..<count).map { "x_\($0)" } + (0..<count).map { "y_\($0)" }
    case .group(_, let names, _): names
    case .list(let name, let count, _): (0..<count).map { "\(name)_\($0)" }
    }
  }

  var decimals: Int? {
    switch self {
    case .number(_, let decimals), .points(_, _, let decimals), .group(_, _, let decimals), .list(_, _, let decimals):
      decimals
    }
  }
}
