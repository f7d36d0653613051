import Formats
import Records
import System

/// The record keys that a user selected, in order.
///
/// A key that holds an object selects everything below it. A key that is already selected, itself or through a parent,
/// adds nothing.
public struct FieldSelection: Equatable, Sendable {
  /// The selected dotted names.
  public let names: [String]

  /// The dotted names of the selected values, with objects expanded: the columns of a CSV file.
  public let columns: [String]

  private let paths: [[String]]

  /// Parses a list such as `path,emotion,modalities.voice.weight`; spaces around names are ignored.
  ///
  /// - Throws: `FieldSelectionError` if a name is empty or not a record key.
  public init(parsing list: String) throws(FieldSelectionError) {
    var paths: [[String]] = []
    for name in list.split(separator: ",", omittingEmptySubsequences: false) {
      let name = name.trimmingSpaces
      guard !name.isEmpty else { throw .emptyName }
      let path = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard Self.key(at: path) != nil else { throw .unknown(name) }
      if paths.contains(where: { path.starts(with: $0) }) { continue }
      // A parent key replaces the first of its selected children.
      let index = paths.firstIndex { $0.starts(with: path) }
      paths.removeAll { $0.starts(with: path) }
      paths.insert(path, at: index ?? paths.count)
    }
    self.paths = paths
    names = paths.map { $0.joined(separator: ".") }
    columns = paths.flatMap { path in
      let parent = path.dropLast().map { $0 + "." }.joined()
      return Self.key(at: path)!.leaves.map { parent + $0 }
    }
  }

  /// Returns the selected keys of a record, nested as in the record. A missing key is `null`.
  public func select(from record: JSONValue) -> JSONValue {
    var result: [JSONValue.Member] = []
    for path in paths {
      Self.insert(record.value(at: path) ?? .null, at: path[...], into: &result)
    }
    return .object(result)
  }

  private static func insert(_ value: JSONValue, at path: ArraySlice<String>, into members: inout [JSONValue.Member]) {
    guard let key = path.first else { return }
    guard path.count > 1 else {
      members.append(JSONValue.Member(key, value))
      return
    }
    let index = members.firstIndex { $0.key == key }
    var inner: [JSONValue.Member] = []
    if let index, case .object(let known) = members[index].value { inner = known }
    insert(value, at: path.dropFirst(), into: &inner)
    if let index {
      members[index].value = .object(inner)
    } else {
      members.append(JSONValue.Member(key, .object(inner)))
    }
  }

  private static func key(at path: [String]) -> RecordKey? {
    var keys = RecordSchema.keys
    var found: RecordKey?
    for name in path {
      found = keys.first { $0.name == name }
      guard let found else { return nil }
      keys = found.children
    }
    return found
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

/// An error in a list of fields.
public enum FieldSelectionError: Error, Equatable, Sendable {
  /// The list is empty, or has two commas in a row.
  case emptyName
  /// No record has this key.
  case unknown(String)

  /// Returns up to three keys spelled similarly to `name`, the closest first.
  public static func keys(near name: String) -> [String] {
    let wanted = name.lowercased()
    let lastPart = wanted.split(separator: ".").last.map(String.init) ?? ""
    let distances = allNames.map { known in
      let part = known.split(separator: ".").last.map(String.init) ?? ""
      // A name without the parent objects or the unit is close too.
      let begins = lastPart.count > 2 && part.hasPrefix(lastPart)
      let partDistance = begins ? 1 : Spelling.edits(from: lastPart, to: part) + 1
      return (known, min(Spelling.edits(from: wanted, to: known), partDistance))
    }
    let limit = max(2, min(4, wanted.count / 3))
    return distances.filter { $0.1 <= limit }.sorted { $0.1 < $1.1 }.prefix(3).map(\.0)
  }

  /// All keys, parents before children.
  private static let allNames: [String] = RecordSchema.keys.flatMap { names(of: $0, below: "") }

  private static func names(of key: RecordKey, below parent: String) -> [String] {
    [parent + key.name] + key.children.flatMap { names(of: $0, below: parent + key.name + ".") }
  }
}

extension FieldSelectionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .emptyName:
      return "empty field name; separate names by commas, such as path,emotion,confidence"
    case .unknown(let name):
      let near = Self.keys(near: name)
      let advice =
        near.isEmpty
        ? "the fields are \(RecordSchema.keys.map(\.name).joined(separator: ", ")) (see emocli schema)"
        : "did you mean \(near.joined(separator: " or "))?"
      return "unknown field '\(name)'; \(advice)"
    }
  }
}
