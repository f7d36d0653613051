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

  /// Paths are relative to the manifest's folder. Throws `ManifestProblems`.
  init(header: CSVParsedRow, manifest: ClipPath, foldColumn: String?) throws(ManifestProblems) {
    columns = try ManifestColumns(header: header, foldColumn: foldColumn)
    self.manifest = manifest
  }

  /// Throws `ManifestProblems`.
  mutating func read(_ row: CSVParsedRow) throws(ManifestProblems) -> Manifest.Row {
    guard row.cellCount == columns.count else {
      throw ManifestProblems(.raggedRow(line: row.line, cells: row.cellCount, columns: columns.count))
    }
    var problems = ManifestProblems()
    func noting<Value>(_ read: @autoclosure () throws(ManifestError) -> Value) -> Value? {
      do throws(ManifestError) {
        return try read()
      } catch {
        problems.add(error)
        return nil
      }
    }
    let path = noting(try self.required(columns.path, "path", of: row))
    let emotion = noting(try self.emotion(of: row))
    let clip = path.map(manifest.resolving)
    if let path, let clip {
      if !clip.mayExist {
        problems.add(.missingClip(line: row.line, path: path))
      } else if let earlier = lines.updateValue(row.line, forKey: clip.normalized) {
        problems.add(.duplicateRow(line: row.line, earlier: earlier, path: path))
      }
    }
    func text(_ column: Int?) -> String? {
      noting(try self.text(column, of: row)) ?? nil
    }
    let (speaker, corpus, language) = (text(columns.speaker), text(columns.corpus), text(columns.language))
    let (sex, split, fold) = (text(columns.sex), text(columns.split), text(columns.fold))
    let faceTable = noting(try self.faceTable(of: row)) ?? nil
    let faceChoice = noting(try self.faceChoice(of: row)) ?? nil
    guard problems.isEmpty, let path, let clip, let emotion else { throw problems }
    return Manifest.Row(
      line: row.line,
      path: path,
      clip: clip,
      emotion: emotion,
      speaker: speaker,
      corpus: corpus,
      language: language,
      sex: sex,
      split: split,
      fold: fold,
      faceTable: faceTable,
      faceChoice: faceChoice
    )
  }

  private func emotion(of row: CSVParsedRow) throws(ManifestError) -> EmotionLabel {
    let name = try required(columns.emotion, "emotion", of: row)
    guard let emotion = EmotionLabel(rawValue: name) else { throw .unknownEmotion(line: row.line, name) }
    return emotion
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
