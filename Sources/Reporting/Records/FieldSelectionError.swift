import Records

/// What is wrong with a list of fields.
public enum FieldSelectionError: Error, Equatable, Sendable {
  /// The list is empty, or has two commas in a row.
  case emptyName
  /// No record has this key.
  case unknown(String)

  /// Up to three keys that are spelt much like `name`, the nearest first.
  public static func keys(near name: String) -> [String] {
    let wanted = Array(name.lowercased().unicodeScalars)
    let lastPart = wanted.split(separator: ".").last.map(Array.init) ?? []
    let distances = allNames.map { known in
      let part = known.split(separator: ".").last.map { Array($0.unicodeScalars) } ?? []
      // Whoever leaves out the objects around a key, or its unit, is near too.
      let begins = lastPart.count > 2 && part.starts(with: lastPart)
      let partDistance = begins ? 1 : editDistance(lastPart, part) + 1
      return (known, min(editDistance(wanted, Array(known.unicodeScalars)), partDistance))
    }
    let limit = max(2, min(4, wanted.count / 3))
    return distances.filter { $0.1 <= limit }.sorted { $0.1 < $1.1 }.prefix(3).map(\.0)
  }

  /// Every key, objects before what is in them.
  private static let allNames: [String] = RecordSchema.keys.flatMap { names(of: $0, below: "") }

  private static func names(of key: RecordKey, below parent: String) -> [String] {
    [parent + key.name] + key.children.flatMap { names(of: $0, below: parent + key.name + ".") }
  }

  /// The least number of letters put in, left out or changed to make one word of the other (Levenshtein).
  private static func editDistance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
    var row = Array(0...second.count)
    for (line, letter) in first.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for (column, other) in second.enumerated() {
        let changed = diagonal + (letter == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(changed, row[column] + 1, diagonal + 1)
      }
    }
    return row[second.count]
  }
}

extension FieldSelectionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .emptyName:
      return "a field's name is empty; give names separated by commas, such as path,emotion,confidence"
    case .unknown(let name):
      let near = Self.keys(near: name)
      let advice =
        near.isEmpty
        ? "the record has \(RecordSchema.keys.map(\.name).joined(separator: ", ")) (see emocli schema)"
        : "did you mean \(near.joined(separator: " or "))?"
      return "no field is called '\(name)'; \(advice)"
    }
  }
}
