import Formats
import System

/// The positions of a manifest's columns.
struct ManifestColumns {
  let path: Int
  let emotion: Int
  let speaker: Int?
  let corpus: Int?
  let language: Int?
  let sex: Int?
  let split: Int?
  let fold: Int?
  let faceTable: Int?
  let faceChoice: Int?
  /// The number of columns in the header, including unused ones.
  let count: Int

  /// Reads the header. `foldColumn` is required; if it is nil, `fold` is optional. Throws `ManifestProblems`.
  init(header: CSVParsedRow, foldColumn: String?) throws(ManifestProblems) {
    var problems = ManifestProblems()
    let names = (0..<header.cellCount).map(header.text)
    count = names.count
    func column(_ name: String) -> Int? {
      let matches = names.indices.filter { header.matches(name.utf8, in: $0) }
      if matches.count > 1 { problems.add(.duplicateColumn(name)) }
      return matches.first
    }
    func required(_ name: String) -> Int {
      if let column = column(name) { return column }
      problems.add(.missingColumn(name, found: names))
      return 0
    }
    if let separator = Self.foreignSeparator(names) {
      problems.add(.separator(separator, header: names[0]))
      throw problems
    }
    path = required("path")
    emotion = required("emotion")
    speaker = column("speaker")
    corpus = column("corpus")
    language = column("language")
    sex = column("sex")
    split = column("split")
    fold = if let foldColumn { required(foldColumn) } else { column("fold") }
    faceTable = column("face_csv")
    faceChoice = column("face_choice")
    if !problems.isEmpty { throw problems }
  }

  /// Returns the character that separates the names of a header without commas, if it is a usual one.
  private static func foreignSeparator(_ names: [String]) -> ManifestError.Separator? {
    guard names.count == 1 else { return nil }
    return ManifestError.Separator.allCases.first { names[0].contains($0.rawValue) }
  }
}

extension ManifestError {
  /// What other programs put between columns.
  public enum Separator: Character, CaseIterable, Sendable {
    case semicolon = ";"
    case tab = "\t"
    case bar = "|"

    var name: String {
      switch self {
      case .semicolon: "semicolons"
      case .tab: "tabs"
      case .bar: "bars"
      }
    }
  }

  /// Other names for the required columns, in lower case.
  private static let synonyms = [
    "path": [
      "file", "filename", "file_name", "filepath", "file_path", "clip", "video", "audio", "wav", "media", "name",
    ],
    "emotion": ["label", "labels", "class", "category", "target", "emotions", "emo", "emotion_label", "expression"],
  ]

  /// Returns the column of a header that most likely is the missing one.
  static func columnMeant(by name: String, among found: [String]) -> String? {
    func plain(_ column: String) -> String {
      column.filter { !$0.isWhitespace && $0 != "\"" }.lowercased()
    }
    let known = [name] + (synonyms[name] ?? [])
    return found.first { known.contains(plain($0)) } ?? Spelling.nearest(to: name, among: found)
  }
}
