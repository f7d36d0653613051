import Emotion
import Face
import Formats
import System

/// Clips and what they express: comma-separated values (RFC 4180) with a header.
///
/// The columns `path` and `emotion` are needed; `speaker`, `corpus`, `language`, `sex`, `split`, `fold`, `face_csv` and
/// `face_choice` (as `--face` takes it) are used where they are there, all others are passed over. An empty cell says nothing.
public struct Manifest: Equatable, Sendable {
  /// A clip of the manifest.
  public struct Row: Equatable, Sendable {
    /// The line it begins on, from 1, the header included.
    public let line: Int
    /// The cell as it stands.
    public let path: String
    /// The clip itself.
    public let clip: ClipPath
    public let emotion: EmotionLabel
    public let speaker: String?
    public let corpus: String?
    public let language: String?
    public let sex: String?
    public let split: String?
    public let fold: String?
    /// Measurements of the clip's face, which count instead of its pictures.
    public let faceTable: FaceTableReference?
    /// Whose face of its pictures counts; nil for the usual.
    public let faceChoice: FaceChoice?
  }

  public let rows: [Row]

  /// Reads a manifest, whose paths are relative to its folder, and looks whether the files are there.
  ///
  /// A `face_csv` cell may end in `#KEY`, which means the row with KEY in its first column; a file that has the whole cell
  /// as its name comes first. With `foldColumn` that column is needed and is what `fold` has. Throws `ManifestError`.
  public init(reading path: ClipPath, foldColumn: String? = nil) throws(ManifestError) {
    var reader: ManifestRowReader?
    var rows: [Row] = []
    do {
      try path.withCString { name in
        try CSVReader.read(path: name, spaces: .kept) { row in
          if reader == nil {
            reader = try ManifestRowReader(header: row, manifest: path, foldColumn: foldColumn)
          } else if let next = try reader?.read(row) {
            rows.append(next)
          }
          return true
        }
      }
    } catch let error as CSVError {
      throw .file(error)
    } catch let error as ManifestError {
      throw error
    } catch {
      preconditionFailure("nothing else is thrown: \(error)")
    }
    if reader == nil { throw .empty }
    if rows.isEmpty { throw .noRows }
    self.rows = rows
  }

  /// The rows whose `split` is `test`; all rows where none is. With which of the two it is.
  public var tested: (rows: [Row], isSplit: Bool) {
    let test = rows.filter { $0.split == "test" }
    return test.isEmpty ? (rows, false) : (test, true)
  }
}

/// Why a manifest cannot be used. Lines count from 1, the header included; a row has the line that it begins on.
public enum ManifestError: Error, Equatable {
  /// The file cannot be had, or is no comma-separated values.
  case file(CSVError)
  /// There is not even a header.
  case empty
  /// A header and no rows.
  case noRows
  /// A cell that is used is no UTF-8.
  case notUTF8(line: Int)
  /// The header lacks a column that is needed.
  case missingColumn(String)
  /// The header has a column twice that is used.
  case doubledColumn(String)
  /// A row has more or fewer cells than the header.
  case raggedRow(line: Int, cells: Int, columns: Int)
  /// Nothing stands where a row needs something.
  case emptyCell(line: Int, column: String)
  /// The emotion is none of the recognizer's.
  case unknownEmotion(line: Int, String)
  /// A `face_choice` is none that there is.
  case unknownFaceChoice(line: Int, String)
  /// There is no such clip.
  case missingClip(line: Int, path: String)
  /// There is no such table of face measurements.
  case missingFaceTable(line: Int, path: String)
  /// A clip that an earlier line has already.
  case doubledRow(line: Int, earlier: Int, path: String)
}

extension ManifestError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .empty: "the manifest is empty"
    case .noRows: "there is no row below the header"
    case .notUTF8(let line): "line \(line) is no UTF-8"
    case .missingColumn(let column): "line 1: there is no column \(column)"
    case .doubledColumn(let column): "line 1: there are two columns \(column)"
    case .raggedRow(let line, let cells, let columns):
      "line \(line) has \(cells) cell\(cells == 1 ? "" : "s"), the header \(columns)"
    case .emptyCell(let line, let column): "line \(line): the cell of column \(column) is empty"
    case .unknownEmotion(let line, let emotion):
      "line \(line): \(emotion.debugDescription) is no emotion known here; there are "
        + EmotionLabel.allCases.map(\.rawValue).joined(separator: ", ")
    case .unknownFaceChoice(let line, let name):
      "line \(line): \(name.debugDescription) is no face_choice; there are "
        + FaceChoice.allCases.map(\.rawValue).joined(separator: ", ")
    case .missingClip(let line, let path): "line \(line): there is no file \(path)"
    case .missingFaceTable(let line, let path): "line \(line): there is no face table \(path)"
    case .doubledRow(let line, let earlier, let path): "line \(line): \(path) is on line \(earlier) already"
    }
  }
}
