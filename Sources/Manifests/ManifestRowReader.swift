import Emotion
import Face
import Formats
import Foundation
import System

/// Parses a manifest's rows, and remembers their clips to detect duplicates.
struct ManifestRowReader {
  private let columns: ManifestColumns
  private let manifest: ClipPath
  /// The line of every clip so far.
  private var lines: [ClipPath: Int] = [:]

  /// Paths are relative to the manifest's folder. Throws `ManifestError`.
  init(header: CSVParsedRow, manifest: ClipPath, foldColumn: String?) throws(ManifestError) {
    columns = try ManifestColumns(header: header, foldColumn: foldColumn)
    self.manifest = manifest
  }

  /// Throws `ManifestError`.
  mutating func read(_ row: CSVParsedRow) throws(ManifestError) -> Manifest.Row {
    guard row.cellCount == columns.count else {
      throw .raggedRow(line: row.line, cells: row.cellCount, columns: columns.count)
    }
    let path = try required(columns.path, "path", of: row)
    let name = try required(columns.emotion, "emotion", of: row)
    guard let emotion = EmotionLabel(rawValue: name) else { throw .unknownEmotion(line: row.line, name) }
    let clip = manifest.resolving(path)
    guard clip.mayExist else { throw .missingClip(line: row.line, path: path) }
    if let earlier = lines.updateValue(row.line, forKey: clip.normalized) {
      throw .duplicateRow(line: row.line, earlier: earlier, path: path)
    }
    return Manifest.Row(
      line: row.line,
      path: path,
      clip: clip,
      emotion: emotion,
      speaker: try text(columns.speaker, of: row),
      corpus: try text(columns.corpus, of: row),
      language: try text(columns.language, of: row),
      sex: try text(columns.sex, of: row),
      split: try text(columns.split, of: row),
      fold: try text(columns.fold, of: row),
      faceTable: try faceTable(of: row),
      faceChoice: try faceChoice(of: row)
    )
  }

  private func faceTable(of row: CSVParsedRow) throws(ManifestError) -> FaceTableReference? {
    guard let cell = try text(columns.faceTable, of: row) else { return nil }
    let whole = manifest.resolving(cell)
    if whole.mayExist { return FaceTableReference(path: whole) }
    // A `#` is more likely in a key than in a file name: the shortest existing file name counts.
    for sign in cell.indices.dropFirst() where cell[sign] == "#" {
      let file = manifest.resolving(String(cell[..<sign]))
      let key = String(cell[cell.index(after: sign)...])
      if file.mayExist { return FaceTableReference(path: file, key: key) }
    }
    throw .missingFaceTable(line: row.line, path: cell)
  }

  private func faceChoice(of row: CSVParsedRow) throws(ManifestError) -> FaceChoice? {
    guard let name = try text(columns.faceChoice, of: row) else { return nil }
    guard let choice = FaceChoice(rawValue: name) else { throw .unknownFaceChoice(line: row.line, name) }
    return choice
  }

  private func required(_ column: Int, _ name: String, of row: CSVParsedRow) throws(ManifestError) -> String {
    guard let text = try text(column, of: row) else { throw .emptyCell(line: row.line, column: name) }
    return text
  }

  /// Returns nil if the column is missing or the cell empty.
  private func text(_ column: Int?, of row: CSVParsedRow) throws(ManifestError) -> String? {
    guard let column, !row.isEmpty(column) else { return nil }
    guard let text = row.validText(column) else { throw .notUTF8(line: row.line) }
    return text
  }
}

/// The positions of a manifest's columns.
private struct ManifestColumns {
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

  /// Reads the header. `foldColumn` is required; if it is nil, `fold` is optional. Throws `ManifestError`.
  init(header: CSVParsedRow, foldColumn: String?) throws(ManifestError) {
    count = header.cellCount
    func column(_ name: String) throws(ManifestError) -> Int? {
      let matches = (0..<header.cellCount).filter { header.matches(name.utf8, in: $0) }
      if matches.count > 1 { throw .duplicateColumn(name) }
      return matches.first
    }
    func required(_ name: String) throws(ManifestError) -> Int {
      guard let column = try column(name) else { throw .missingColumn(name) }
      return column
    }
    path = try required("path")
    emotion = try required("emotion")
    speaker = try column("speaker")
    corpus = try column("corpus")
    language = try column("language")
    sex = try column("sex")
    split = try column("split")
    fold = if let foldColumn { try required(foldColumn) } else { try column("fold") }
    faceTable = try column("face_csv")
    faceChoice = try column("face_choice")
  }
}
