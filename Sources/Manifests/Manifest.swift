import Emotion
import Face
import Formats
import System

/// A list of labelled clips: comma-separated values (RFC 4180) with a header.
///
/// The columns `path` and `emotion` are required. `speaker`, `corpus`, `language`, `sex`, `split`, `fold`, `face_csv`
/// and `face_choice` (with the values of `--face`) are optional; other columns are ignored. An empty cell counts as
/// missing.
public struct Manifest: Equatable, Sendable {
  /// A clip of the manifest.
  public struct Row: Equatable, Sendable {
    /// The line where the row begins, from 1, including the header.
    public let line: Int
    /// The `path` cell, unchanged.
    public let path: String
    /// The path of the clip's file.
    public let clip: ClipPath
    public let emotion: EmotionLabel
    public let speaker: String?
    public let corpus: String?
    public let language: String?
    public let sex: String?
    public let split: String?
    public let fold: String?
    /// A table of the clip's face, used instead of its frames.
    public let faceTable: FaceTableReference?
    /// The selection of the face in its frames; nil for the default.
    public let faceChoice: FaceChoice?
  }

  public let rows: [Row]

  /// Reads a manifest and checks that its files exist. Paths are relative to its folder.
  ///
  /// A `face_csv` cell may end in `#KEY`, which selects the row with KEY in its first column; a file whose name is the
  /// whole cell takes precedence. With `foldColumn`, that column is required and gives `fold`. Throws `ManifestProblems`
  /// with all that is wrong.
  public init(reading path: ClipPath, foldColumn: String? = nil) throws(ManifestProblems) {
    var reader: ManifestRowReader?
    var rows: [Row] = []
    var problems = ManifestProblems()
    do {
      try path.withCString { name in
        try CSVReader.read(path: name, spaces: .kept) { row in
          guard reader != nil else {
            reader = try ManifestRowReader(header: row, manifest: path, foldColumn: foldColumn)
            return true
          }
          do throws(ManifestProblems) {
            if let next = try reader?.read(row) { rows.append(next) }
          } catch {
            problems.add(error)
          }
          return true
        }
      }
    } catch let error as CSVError {
      problems.add(error == .notFound ? .notFound(path) : .file(error))
      throw problems
    } catch let error as ManifestProblems {
      throw error
    } catch {
      preconditionFailure("unexpected error: \(error)")
    }
    if reader == nil { throw ManifestProblems(.empty) }
    if !problems.isEmpty { throw problems }
    if rows.isEmpty { throw ManifestProblems(.noRows) }
    self.rows = rows
  }

  /// The rows whose `split` is `test`, or all rows if there are none; `isSplit` tells which.
  public var tested: (rows: [Row], isSplit: Bool) {
    let test = rows.filter { $0.split == "test" }
    return test.isEmpty ? (rows, false) : (test, true)
  }
}

/// Why a manifest cannot be used. Lines count from 1, including the header; a row's line is the one where it begins.
public enum ManifestError: Error, Equatable {
  /// The file does not exist.
  case notFound(ClipPath)
  /// The file cannot be read, or is not valid CSV.
  case file(CSVError)
  /// The file is empty, without even a header.
  case empty
  /// There is a header but no rows.
  case noRows
  /// A used cell is not UTF-8.
  case notUTF8(line: Int)
  /// The header's names are separated by something else than commas.
  case separator(Separator, header: String)
  /// The header lacks a required column; with the columns that it has.
  case missingColumn(String, found: [String])
  /// The header has a used column twice.
  case duplicateColumn(String)
  /// A row has more or fewer cells than the header.
  case raggedRow(line: Int, cells: Int, columns: Int)
  /// A required cell is empty.
  case emptyCell(line: Int, column: String)
  /// The emotion is not one of the recognizer's labels.
  case unknownEmotion(line: Int, String)
  /// The `face_choice` is not a known value.
  case unknownFaceChoice(line: Int, String)
  /// The clip does not exist.
  case missingClip(line: Int, path: String)
  /// The face table does not exist.
  case missingFaceTable(line: Int, path: String)
  /// An earlier line has the same clip.
  case duplicateRow(line: Int, earlier: Int, path: String)
}

extension ManifestError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notFound(let path): path.addressAdvice ?? "\(CSVError.notFound)"
    case .file(let error): "\(error)"
    case .empty: "the manifest is empty"
    case .noRows: "there is no row below the header"
    case .notUTF8(let line): "line \(line) is not UTF-8"
    case .separator(let separator, let header):
      "line 1: the header has \(header.debugDescription): put commas between columns, not \(separator.name)"
    case .missingColumn(let column, let found): "line 1: there is no column \(column)" + Self.advice(column, found)
    case .duplicateColumn(let column): "line 1: there are two columns \(column)"
    case .raggedRow(let line, let cells, let columns):
      "line \(line) has \(cells) cell\(cells == 1 ? "" : "s"), the header \(columns)"
    case .emptyCell(let line, let column): "line \(line): the cell of column \(column) is empty"
    case .unknownEmotion(let line, let emotion):
      "line \(line): \(emotion.debugDescription) is not a known emotion; "
        + (EmotionLabel.meant(by: emotion).map { "did you mean \($0.rawValue)?" }
          ?? "there are \(EmotionLabel.allCases.map(\.rawValue).joined(separator: ", "))")
    case .unknownFaceChoice(let line, let name):
      "line \(line): \(name.debugDescription) is not a face_choice; there are "
        + FaceChoice.allCases.map(\.rawValue).joined(separator: ", ")
    case .missingClip(let line, let path):
      "line \(line): there is no file \(path)" + (ClipPath(path).addressAdvice.map { "; \($0)" } ?? "")
    case .missingFaceTable(let line, let path): "line \(line): there is no face table \(path)"
    case .duplicateRow(let line, let earlier, let path): "line \(line): \(path) is on line \(earlier) already"
    }
  }

  /// Names the columns that a header has, and the one that probably is the missing one.
  private static func advice(_ column: String, _ found: [String]) -> String {
    let names = found.map { $0.isEmpty || $0.contains(where: \.isWhitespace) ? $0.debugDescription : $0 }
    let advice = "; the header has " + names.joined(separator: ", ")
    guard let meant = columnMeant(by: column, among: found) else { return advice }
    return advice + "; column \(meant.debugDescription): did you mean \(column)?"
  }
}
