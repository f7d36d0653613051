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
  /// - Parameter rows: What a row describes.
  /// - Throws: `FieldSelectionError` if a name is empty or not a key of the rows.
  public init(parsing list: String, of rows: RecordRows = .clips) throws(FieldSelectionError) {
    var paths: [[String]] = []
    for name in list.split(separator: ",", omittingEmptySubsequences: false) {
      let name = name.trimmingSpaces
      guard !name.isEmpty else { throw .emptyName }
      let path = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard Self.key(at: path, of: rows) != nil else { throw .unknown(name, of: rows) }
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
      return Self.key(at: path, of: rows)!.leaves.map { parent + $0 }
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

  private static func key(at path: [String], of rows: RecordRows) -> RecordKey? {
    var keys = rows.keys
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
  /// No row has this key.
  case unknown(String, of: RecordRows = .clips)

  /// Returns up to three keys spelled similarly to `name`, the closest first.
  private static func keys(near name: String, of rows: RecordRows) -> [String] {
    let wanted = name.lowercased()
    let lastPart = wanted.split(separator: ".").last.map(String.init) ?? ""
    let distances = rows.keys.flatMap { names(of: $0, below: "") }.map { known in
      let part = known.split(separator: ".").last.map(String.init) ?? ""
      // A name without the parent objects or the unit is close too.
      let begins = lastPart.count > 2 && part.hasPrefix(lastPart)
      let partDistance = begins ? 1 : Spelling.edits(from: lastPart, to: part) + 1
      return (known, min(Spelling.edits(from: wanted, to: known), partDistance))
    }
    let limit = max(2, min(4, wanted.count / 3))
    return distances.filter { $0.1 <= limit }.sorted { $0.1 < $1.1 }.prefix(3).map(\.0)
  }

  /// A key and those below it.
  private static func names(of key: RecordKey, below parent: String) -> [String] {
    [parent + key.name] + key.children.flatMap { names(of: $0, below: parent + key.name + ".") }
  }
}

extension FieldSelectionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .emptyName:
      return "empty field name; separate names by commas, such as path,emotion,confidence"
    case .unknown(let name, let rows):
      let near = Self.keys(near: name, of: rows)
      let all = rows.keys.map(\.name).joined(separator: ", ")
      let advice =
        switch rows {
        case .clips where near.isEmpty: "the fields are \(all) (see emocli schema)"
        case .clips: "did you mean \(near.joined(separator: " or "))?"
        case .segments: "the fields of a segment's row are \(all)"
        }
      return "unknown field '\(name)'; \(advice)"
    }
  }
}
